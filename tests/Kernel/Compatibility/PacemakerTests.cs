
using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>
/// Pacemaker's own agent for ldirectord (resource-agents, unchanged) drives ours as it drives the original: one story, told by both in the
/// same words but for what a typo in the file does to a director that runs.
/// </summary>
public sealed class PacemakerTests(WebMachine web) : IClassFixture<WebMachine>, IAsyncLifetime
{
    private const string Agent = "/usr/lib/ocf/resource.d/heartbeat/ldirectord";
    private const string Original = "/usr/sbin/ldirectord";

    // OCF_SUCCESS 0, OCF_ERR_GENERIC 1, OCF_ERR_INSTALLED 5, OCF_NOT_RUNNING 7.
    // Broken: on the node where the director runs, then on the one where none does.
    private const string Told = """
        validate-all: 0
        monitor: 7
        stop: 0
        start: 0
        monitor: 0
        start: 0
        stop: 0
        monitor: 7
        start: 0
        killed
        monitor: 7
        start: 0
        monitor: 0
        broken
        {0}
        stop: 0
        the daemon is gone
        monitor: 1
        stop: 0
        repaired
        monitor: 7
        start: 0
        stop: 0
        no file
        monitor: 5

        """;

    private UmlMachine Machine => web.Machine;

    public async ValueTask InitializeAsync() => await web.CleanAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Agent_StartsWatchesAndStopsTheDaemon(bool original)
    {
        Assert.SkipWhen(!File.Exists(Agent), "needs the Debian package resource-agents: apt-get install resource-agents");
        Assert.SkipWhen(original && !File.Exists(Original), "needs the Debian package ldirectord: apt-get install ldirectord");
        var director = new DirectorProcess(Machine, original ? Original : Executable.Path, "/etc/ha.d/pacemaker.cf");
        await director.WriteAsync(
            "checktimeout=2\nnegotiatetimeout=2\ncheckinterval=1\nvirtual=127.0.1.1:80\n\treal=127.0.2.1:80 masq\n\tchecktype=connect\n");
        var told = await Machine.RunAsync(
            $$"""
            export OCF_ROOT=/usr/lib/ocf OCF_RESOURCE_INSTANCE=lvs
            export OCF_RESKEY_configfile={{director.File}} OCF_RESKEY_ldirectord={{director.Program}}
            until_true() { for i in $(seq 600); do if eval "$1"; then return 0; fi; sleep 0.05; done; echo "never: $1"; return 1; }
            ask() { # ACTION: what Pacemaker is answered
                code=0
                {{Agent}} $1 >/run/said 2>&1 || code=$?
                echo "$1: $code"
            }
            gone() { until_true '! pgrep -f "{{director.Program}} {{director.File}} start" >/dev/null'; }
            ask validate-all; ask monitor; ask stop
            ask start; ask monitor; ask start
            ask stop; gone; ask monitor
            ask start; kill -9 $(cat {{director.PidFile}}); gone; echo killed
            ask monitor; ask start; ask monitor
            cp {{director.File}} /run/good; echo nonsense >>{{director.File}}; echo broken
            pid=$(cat {{director.PidFile}})
            ask monitor; ask start; kill -0 $pid 2>/dev/null && [ "$(ipvsadm -Sn | wc -l)" = 2 ] && echo it directs
            ask stop; gone; echo the daemon is gone
            ask monitor; ask stop
            cp /run/good {{director.File}}; echo repaired
            ask monitor; ask start; ask stop; gone
            rm {{director.File}}; echo no file
            ask monitor
            """,
            TimeSpan.FromSeconds(180));
        // The original's agent cannot stop what it cannot ask, and kills it.
        var broken = original ? "monitor: 1\nstart: 1\nit directs" : "monitor: 0\nstart: 0\nit directs";
        Assert.Equal(Told.Replace("{0}", broken, StringComparison.Ordinal), told.Text);
    }
}
