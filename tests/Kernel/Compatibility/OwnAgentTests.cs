using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Packaging;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>Our own OCF agent on a kernel: what start, stop and monitor promise to a cluster is so when they return.</summary>
public sealed class OwnAgentTests(WebMachine web) : IClassFixture<WebMachine>, IAsyncLifetime
{
    // OCF_SUCCESS 0, OCF_ERR_GENERIC 1, OCF_NOT_RUNNING 7. A table of 2 lines is the service and its server.
    private const string Told = """
        validate-all: 0, table 0
        monitor: 7, table 0
        start: 0, table 2
        monitor: 0, table 2
        broken
        monitor: 0, table 2
        reload-agent: 0, table 2
        stop: 0, table 0
        gone
        monitor: 7, table 0
        start: 1, table 0
        stop: 0, table 0
        repaired
        start: 0, table 2
        killed
        monitor: 7, table 2
        start: 0, table 2
        hung
        monitor: 1, table 2
        stop: 0, table 2
        gone
        start: 0, table 2
        program hidden
        monitor: 1, table 2
        stop: 0, table 0
        gone
        monitor: 7, table 0

        """;

    private const string Configuration =
        "checktimeout=2\nnegotiatetimeout=2\ncheckinterval=1\nvirtual=127.0.1.1:80\n\treal=127.0.2.1:80 masq\n\tchecktype=connect\n";

    private static readonly string s_agent = Path.Combine(DebianPackage.Repository, "ocf", "ldirectord");

    private UmlMachine Machine => web.Machine;

    public async ValueTask InitializeAsync() => await web.CleanAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task StartStopAndMonitor_AreTrueWhenTheyReturn()
    {
        var director = await DirectorProcess.PrepareAsync(Machine, "agent", Configuration);
        var told = await Machine.RunAsync(
            $$"""
            {{Agent(director, "/run/ldirectord")}}
            cp {{director.Program}} /run/ldirectord
            gone() { kill -0 $pid 2>/dev/null || echo gone; }
            ask validate-all; ask monitor; ask start; ask monitor
            pid=$(cat {{director.PidFile}})
            cp {{director.File}} /run/good; echo nonsense >>{{director.File}}; echo broken
            ask monitor; ask reload-agent; ask stop; gone; ask monitor; ask start; ask stop
            cp /run/good {{director.File}}; echo repaired
            ask start
            kill -9 $(cat {{director.PidFile}}); echo killed
            ask monitor; ask start
            pid=$(cat {{director.PidFile}}); kill -STOP $pid; echo hung
            ask monitor; ask stop; gone
            ask start
            pid=$(cat {{director.PidFile}}); mv /run/ldirectord /run/ldirectord.hidden; echo program hidden
            ask monitor; ask stop; gone; ask monitor
            """,
            TimeSpan.FromSeconds(180));
        Assert.Equal(Told, told.Text);
    }

    [Fact]
    public async Task ServerThatHangs_LetsTheStartReturnInTimeWithALine()
    {
        // Nobody answers there, and nobody refuses.
        var director = await DirectorProcess.PrepareAsync(
            Machine, "agent", Configuration.Replace("checktimeout=2", "checktimeout=600", StringComparison.Ordinal)
                .Replace("127.0.2.1:80 masq", "127.0.2.9:80 masq", StringComparison.Ordinal));
        var told = await Machine.RunAsync(
            $$"""
            {{Agent(director, director.Program)}}
            modprobe iptable_filter 2>/dev/null || true
            iptables-legacy -A INPUT -p tcp -d 127.0.2.9 -j DROP
            ask start; cat /run/said
            {{director.Program}} {{director.File}} status --alive 2>/dev/null && echo alive
            ask stop
            iptables-legacy -F INPUT
            """);
        Assert.Equal(
            """
            start: 0, table 1
            ldirectord runs, but its first round of checks is not over after 2 s; it goes on
            alive
            stop: 0, table 0

            """,
            told.Text);
        await director.LogShowsAsync("The start was not kept waiting any longer: the first round of checks is not over after 2 s");
    }

    [Fact]
    public async Task OcfTester_PassesTheAgent()
    {
        Assert.SkipWhen(!File.Exists("/usr/sbin/ocf-tester"), "needs the Debian package resource-agents: apt-get install resource-agents");
        var director = await DirectorProcess.PrepareAsync(Machine, "agent", Configuration);
        var told = await Machine.RunAsync(
            $"/usr/sbin/ocf-tester -n lvs -o configfile={director.File} -o binary={director.Program} {s_agent} 2>&1",
            TimeSpan.FromSeconds(180));
        Assert.Equal(0, told.ExitCode);
        Assert.EndsWith("passed all tests\n", told.Output, StringComparison.Ordinal);
    }

    /// <summary>Shell: <c>ask ACTION</c> prints what Pacemaker is answered, and how long the table is at that moment.</summary>
    private static string Agent(DirectorProcess director, string program) =>
        $$"""
        export OCF_ROOT=/usr/lib/ocf OCF_RESOURCE_INSTANCE=lvs OCF_RESKEY_CRM_meta_timeout=4000
        export OCF_RESKEY_configfile={{director.File}} OCF_RESKEY_binary={{program}}
        ask() { # ACTION
            code=0
            {{s_agent}} $1 >/run/said 2>&1 || code=$?
            echo "$1: $code, table $(ipvsadm -Sn | wc -l)"
        }
        """;
}
