namespace Ldirectord.Kernel.Daemon;

/// <summary>A library of the system is missing: the loader finds an empty file in its place.</summary>
public sealed class MissingLibraryTests(WebMachine web) : ProcessScripts(web)
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/";

    [Theory]
    [InlineData("libpcre2-8.so.0", "libpcre2-8-0", "service=http\n\treceive=\"^rs\"\n")]
    [InlineData("libmariadb.so.3", "libmariadb3", "service=mysql\n\tlogin=\"l\"\n\trequest=\"SELECT 1\"\n")]
    [InlineData("libodbc.so.2", "libodbc2", "service=odbc\n\tlogin=\"l\"\n\tdatabase=\"DSN=d\"\n\trequest=\"SELECT 1\"\n")]
    public async Task MissingLibrary_IsOneSentence_AndTheActiveConfigurationStays(string library, string package, string check)
    {
        Assert.SkipUnless(File.Exists(Library + library), $"needs the Debian package {package}");
        var director = await PreparedAsync("test", Configuration("127.0.1.1"));
        var wanting = await PreparedAsync("wanting", Wanting("127.0.1.2", check));
        var told = await TextAsync(
            $$"""
            rm -rf /run/lib; mkdir /run/lib; : >/run/lib/{{library}}
            ours() { LD_LIBRARY_PATH=/run/lib {{Ours}} "$@"; }
            ours {{director.File}} start
            until_true 'ipvsadm -Sn | grep -q 127.0.2.1'
            for command in check start; do
                code=0; ours {{wanting.File}} $command >/run/said 2>&1 || code=$?
                echo "$command: $code"
                grep -c '{{library}}.*Debian package {{package}}' /run/said || cat /run/said
                grep -c '   at ' /run/said || true
            done
            cp {{wanting.File}} {{director.File}}
            kill -HUP $(cat {{director.PidFile}})
            until_true 'grep -q "{{library}}.*Debian package {{package}}" {{Log}}'
            until_true 'grep -q "Configuration rejected" {{Log}}'
            ipvsadm -Sn | grep -c -- '-t 127.0.1.1:80'
            # Installed since: the daemon that runs takes it.
            ln -sf $(readlink -f {{Library}}{{library}}) /run/lib/{{library}}
            kill -HUP $(cat {{director.PidFile}})
            until_true 'ipvsadm -Sn | grep -q 127.0.1.2'
            """);
        Assert.Equal("check: 2\n1\n0\nstart: 2\n1\n0\n3\n", told);
    }

    private static string Wanting(string address, string check) =>
        $"checktimeout=2\nnegotiatetimeout=2\ncheckinterval=1\nvirtual={address}:80\n\treal=127.0.2.1:80 masq\n\tprotocol=tcp\n\t{check}";
}
