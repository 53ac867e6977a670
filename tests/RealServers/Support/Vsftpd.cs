namespace Ldirectord.RealServers.Support;

/// <summary>
/// vsftpd for anonymous users whose password is not <see cref="BannedPassword"/>, with files that are small, large and not to be read. One
/// process for each address.
/// </summary>
public class Vsftpd : RealServer
{
    public const string BannedPassword = "hush@example.test";

    public int Port => Ports[0];

    /// <summary>What it knows a file of its folder as: only as root it can make that folder its "/".</summary>
    public string PathOf(string name) => Environment.IsPrivilegedProcess ? $"/{name}" : $"{Folder.FullName}/ftp/{name}";

    protected override (string Program, string Package) Software => ("vsftpd", "vsftpd");

    /// <summary>More lines of its configuration.</summary>
    protected virtual string More => "";

    protected override string[] Launcher => ProcessForEachArgument;

    protected override IEnumerable<string> Configure()
    {
        // As root it serves as another user, who must come into the folder and not be able to write there.
        var root = Path.GetDirectoryName(Write("ftp/index.html", "It works!\n"))!;
        Write("ftp/large", new string('x', 3 << 20));
        File.SetUnixFileMode(Write("ftp/private", ""), UnixFileMode.None);
        var empty = Directory.CreateDirectory(Path.Combine(Folder.FullName, "empty")).FullName;
        foreach (var folder in (string[])[Folder.FullName, root, empty])
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        return Addresses.Select((address, index) => Write($"vsftpd{index}.conf", $"""
            {(address.Contains(':', StringComparison.Ordinal) ? $"listen=NO\nlisten_ipv6=YES\nlisten_address6={address}"
                : $"listen=YES\nlisten_ipv6=NO\nlisten_address={address}")}
            listen_port={Port}
            background=NO
            anonymous_enable=YES
            local_enable=NO
            anon_root={root}
            secure_chroot_dir={empty}
            nopriv_user=nobody
            xferlog_enable=NO
            connect_from_port_20=NO
            seccomp_sandbox=NO
            delay_failed_login=0
            deny_email_enable=YES
            banned_email_file={Write("banned", $"{BannedPassword}\n")}
            ftpd_banner=ready
            {(Environment.IsPrivilegedProcess ? "" : "run_as_launching_user=YES")}
            {More}
            """)).ToList();
    }
}

/// <summary>vsftpd with room for one client, who is there already.</summary>
public sealed class FullVsftpd : Vsftpd
{
    protected override string More => "max_clients=1";
}
