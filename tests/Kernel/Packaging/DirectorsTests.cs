
using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Packaging;

/// <summary>packaging/directors.sh, by which the package's scripts find the directors that run and replace them.</summary>
public sealed class DirectorsTests(WebMachine web) : IClassFixture<WebMachine>, IAsyncLifetime
{
    private const string Original = "/usr/sbin/ldirectord";

    private DirectorProcess _original = null!;

    private UmlMachine Machine => web.Machine;

    public async ValueTask InitializeAsync()
    {
        await web.CleanAsync();
        Assert.SkipWhen(!File.Exists(Original), "needs the Debian package ldirectord: apt-get install ldirectord");
        _original = new DirectorProcess(Machine, Original, "/etc/ha.d/forks.cf");
    }

    public async ValueTask DisposeAsync() => await Machine.RunAsync("pkill -KILL '^ldirectord' || true");

    [Fact]
    public async Task OriginalThatForks_IsReplacedWithAllItsProcesses()
    {
        await StartAsync("");
        var table = await _original.TableAsync();
        Assert.Contains("took over from process", await ReplaceAsync(), StringComparison.Ordinal);
        Assert.Equal($"{Executable.Path}\n", (await Machine.RunAsync($"readlink /proc/$(cat {_original.PidFile})/exe")).Text);
        Assert.Equal("", (await Machine.RunAsync("pgrep -f '^ldirectord tcp:' || pgrep -x perl || true")).Text);
        Assert.Equal(table, await _original.TableAsync());
    }

    [Fact]
    public async Task ConfigurationThatIsRefused_IsLeftToTheOriginal()
    {
        await StartAsync("\treceive=\"(\"\n");
        var before = (await Machine.RunAsync($"cat {_original.PidFile}")).Text;
        var said = await ReplaceAsync();
        Assert.Contains($"process {before.Trim()} was left alone", said, StringComparison.Ordinal);
        Assert.Contains("forks.cf:8:", said, StringComparison.Ordinal);
        Assert.Equal("/usr/bin/perl\n", (await Machine.RunAsync($"readlink /proc/{before.Trim()}/exe")).Text);
    }

    [Fact]
    public async Task PidFileThatNamesAnotherProcess_IsNoDirector() =>
        Assert.Equal("", (await Machine.RunAsync(
            $$"""
            echo 1 >/run/ldirectord.a.cf.pid; echo 999999 >/run/ldirectord.b.cf.pid; echo x >/run/ldirectord.c.cf.pid
            : >/run/ldirectord.log
            stranger() { until grep -q ldirectord /proc/$!/cmdline; do sleep 0.05; done; echo $! >/run/ldirectord.$1.cf.pid; }
            tail -f /run/ldirectord.log >/dev/null 2>&1 & stranger d
            sh -c 'sleep 600; :' ldirectord start >/dev/null 2>&1 & stranger e
            perl -e 'sleep 600' /usr/sbin/ldirectord start >/dev/null 2>&1 & stranger f
            {{Functions}}; directors
            kill $(cat /run/ldirectord.[def].cf.pid); rm /run/ldirectord.[a-f].cf.pid
            """)).Text);

    private static string Functions => $". {Path.Combine(DebianPackage.Repository, "packaging", "directors.sh")}";

    private async Task<string> ReplaceAsync() =>
        (await Machine.RunAsync($"{Functions}; program={Executable.Path}; for pid in $(directors); do replace_director $pid; done")).Text;

    private async Task StartAsync(string more)
    {
        await _original.WriteAsync(
            $"fork=yes\ncheckinterval=1\nvirtual=127.0.1.1:80\n\treal=127.0.2.1:80 masq\n\treal=127.0.2.2:80 masq 5\n\tscheduler=rr\n"
                + $"\tchecktype=on\n{more}");
        await _original.StartAsync();
        await _original.TableBecomesAsync("-A -t 127.0.1.1:80 -s rr", "-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 1",
            "-a -t 127.0.1.1:80 -r 127.0.2.2:80 -m -w 5");
        _ = (await Machine.RunAsync("until pgrep -f '^ldirectord tcp:'; do sleep 0.05; done")).Text;
    }
}
