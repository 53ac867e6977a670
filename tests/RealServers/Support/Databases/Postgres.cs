namespace Ldirectord.RealServers.Support;

/// <summary>
/// postgres with a login "u", whose password is "geheim", and its database "u": a table "t" with a row, and "e" without. It refuses to run
/// as root, so there it runs as nobody.
/// </summary>
public sealed class Postgres : RealServer
{
    private const string Nobody = "nobody";
    private const int SigQuit = 3;

    public int Port => Ports[0];

    public string CaFile => Tls.CaFile;

    public string UnknownCaFile => Tls.UnknownCaFile;

    public DateTime CertificateExpires => Tls.Good.NotAfter;

    protected override (string Program, string Package) Software => ("postgres", "postgresql");

    protected override string[] Launcher =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", Nobody, "--regid", "nogroup", "--clear-groups"] : [];

    private CertificateAuthority Tls => field ??= new CertificateAuthority(Path.Combine(Folder.FullName, "tls"));

    private string Data => Path.Combine(Folder.FullName, "data");

    protected override string? Find(string program) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin", program)).Where(File.Exists)
                .Order(StringComparer.Ordinal).LastOrDefault()
            : null;

    // It takes its processes, which are no group, and its shared memory with it (postgres(1), immediate shutdown).
    protected override int EndSignal => SigQuit;

    protected override async Task PrepareAsync()
    {
        var password = Write("password", "geheim");
        var sql = Write("sql", "create table t(a int, b text)\ninsert into t values (1, 'eins')\ncreate table e(a int)\n");
        _ = Tls;
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "-R", Nobody, Folder.FullName);
        await RunAsync([.. Launcher, Find("initdb")!, "-D", Data, "-U", "u", $"--pwfile={password}", "-A", "scram-sha-256", "--no-sync",
            "-E", "UTF8", "--locale=C"]);
        var single = $"{Find("postgres")} --single -F -D {Data}";
        await RunAsync([.. Launcher, "/bin/sh", "-c", $"echo 'create database u' | {single} template1 && {single} u <{sql}"]);
    }

    protected override IEnumerable<string> Configure() =>
    [
        "-D", Data, "-p", $"{Port}", "-k", Folder.FullName,
        .. Settings.SelectMany(setting => new[] { "-c", setting }),
    ];

    private string[] Settings =>
    [
        "listen_addresses=127.0.0.1,::1", "fsync=off", "shared_buffers=1MB", "max_connections=40", "log_min_messages=panic", "ssl=on",
        $"ssl_cert_file={Tls.Good.CertificateFile}", $"ssl_key_file={Tls.Good.KeyFile}",
    ];
}
