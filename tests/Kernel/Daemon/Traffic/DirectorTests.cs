
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>The daemon on the real kernel, seen through ipvsadm.</summary>
public sealed class DirectorTests(WebMachine web) : IClassFixture<WebMachine>, IAsyncLifetime
{
    private const string Service = "-A -t 127.0.1.1:80 -s wrr";
    private const string First = "-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 3";
    private const string Second = "-a -t 127.0.1.1:80 -r 127.0.2.2:80 -m -w 1";
    private const string Fallback = "-a -t 127.0.1.1:80 -r 127.0.9.1:80 -m -w 1";

    private UmlMachine Machine => web.Machine;

    private Backends Backends => web.Backends;

    public async ValueTask InitializeAsync() => await web.CleanAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ServerFailsAndRecovers_IsRemovedAndAdded()
    {
        var director = await StartedAsync();
        await Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Service, Second);
        await Backends.BecomeAsync("web1", "up");
        await director.TableBecomesAsync(Service, First, Second);
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("error")]
    public async Task ServerThatAnswersWronglyOrNever_IsRemoved(string how)
    {
        var director = await StartedAsync();
        await Backends.BecomeAsync("web1", how);
        await director.TableBecomesAsync(Service, Second);
    }

    [Fact]
    public async Task QuiescentYes_KeepsAFailedServerWithoutWeight()
    {
        var director = await StartedAsync("quiescent=yes");
        await Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Service, First.Replace("-w 3", "-w 0", StringComparison.Ordinal), Second);
        await Backends.BecomeAsync("web1", "up");
        await director.TableBecomesAsync(Service, First, Second);
    }

    [Fact]
    public async Task AllServersFail_FallbackIsInTheTableUntilOneRecovers()
    {
        var director = await StartedAsync("fallback=127.0.9.1:80 masq");
        await Backends.AllAsync("dead");
        await director.TableBecomesAsync(Service, Fallback);
        await Backends.BecomeAsync("web2", "up");
        await director.TableBecomesAsync(Service, Second);
    }

    [Fact]
    public async Task FailedServer_IsNeverAddedAtStartOrReload()
    {
        await Backends.BecomeAsync("web1", "dead");
        var director = await PreparedAsync("");
        await director.StartAsync();
        await director.TableBecomesAsync(Service, Second);
        await director.CommandAsync("reload");
        await director.LogShowsAsync("Reloading");
        await director.WriteAsync(Configuration("").Replace("masq 3", "masq 4", StringComparison.Ordinal));
        await director.CommandAsync("reload");
        await Backends.BecomeAsync("web1", "up");
        await director.TableBecomesAsync(Service, First.Replace("-w 3", "-w 4", StringComparison.Ordinal), Second);
        Assert.Equal(1, Count(await director.LogAsync(), "Added real server: 127.0.2.1:80"));
    }

    [Fact]
    public async Task OperatorsOwnWeight_StaysUntilTheServersNextTransition()
    {
        var director = await StartedAsync();
        await Machine.RunAsync("ipvsadm -e -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 42");
        await Backends.BecomeAsync("web2", "dead");
        await director.TableBecomesAsync(Service, First.Replace("-w 3", "-w 42", StringComparison.Ordinal));
        await Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Service);
        await Backends.BecomeAsync("web1", "up");
        await director.TableBecomesAsync(Service, First);
    }

    [Fact]
    public async Task TableEmptiedByHand_IsRestoredAtTheNextTransition()
    {
        var director = await StartedAsync();
        await Machine.RunAsync("ipvsadm -C");
        await Backends.BecomeAsync("web2", "dead");
        await director.TableBecomesAsync(Service, First);
    }

    [Fact]
    public async Task ServicesOfOthers_AreNeverTouched()
    {
        var director = await PreparedAsync("");
        await Machine.RunAsync("ipvsadm -A -u 127.0.5.5:53 -s rr; ipvsadm -a -u 127.0.5.5:53 -r 127.0.5.6:53 -g -w 7");
        string[] others = ["-A -u 127.0.5.5:53 -s rr", "-a -u 127.0.5.5:53 -r 127.0.5.6:53 -g -w 7"];
        await director.StartAsync();
        await director.TableBecomesAsync([Service, First, Second, .. others]);
        await director.StopAsync();
        await director.TableBecomesAsync(others);
    }

    [Fact]
    public async Task MaintenanceByATouchedFile_TakesTheServerOutAndItsRemovalBringsItBack()
    {
        await Machine.RunAsync("rm -rf /run/maintenance; mkdir /run/maintenance");
        var director = await StartedAsync("maintenancedir=/run/maintenance\nfailurecount=5");
        await Machine.RunAsync("touch /run/maintenance/127.0.2.1:80");
        await director.TableBecomesAsync(Service, Second);
        await Machine.RunAsync("rm /run/maintenance/127.0.2.1:80");
        await director.TableBecomesAsync(Service, First, Second);
    }

    [Fact]
    public async Task EditWithAutoreload_IsTakenUp()
    {
        var director = await StartedAsync("autoreload=yes");
        await director.WriteAsync(Configuration("autoreload=yes").Replace("masq 3", "masq 5", StringComparison.Ordinal));
        await director.TableBecomesAsync(Service, First.Replace("-w 3", "-w 5", StringComparison.Ordinal), Second);
        await director.LogShowsAsync(" - reread new configuration");
    }

    [Fact]
    public async Task BadEdit_ChangesNothing_AndEveryErrorIsLogged()
    {
        var director = await StartedAsync("autoreload=yes");
        await director.WriteAsync(Configuration("autoreload=yes\nnonsense=1\nquiescent=perhaps"));
        await director.LogShowsAsync("at line 8");
        await director.LogShowsAsync("at line 8");
        await director.TableBecomesAsync(Service, First, Second);
        // The old configuration is in force with all its servers, and the next good edit is taken up.
        await Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Service, Second);
        await director.WriteAsync(Configuration("autoreload=yes").Replace("wrr", "rr", StringComparison.Ordinal));
        await director.TableBecomesAsync("-A -t 127.0.1.1:80 -s rr", Second.Replace("wrr", "rr", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cleanstop=yes", true)]
    [InlineData("cleanstop=no", false)]
    public async Task Stop_HonoursCleanstop(string cleanStop, bool empty)
    {
        var director = await StartedAsync(cleanStop);
        await director.StopAsync();
        await director.TableBecomesAsync(empty ? [] : [Service, First, Second]);
        Assert.Contains("Linux Director Daemon terminated on signal: TERM", await director.LogAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("kill -9")]
    public async Task NewStart_AdoptsTheTable_AndKeepsCorrectEntries(string how)
    {
        var director = await StartedAsync("cleanstop=no");
        if (how == "stop")
            await director.StopAsync();
        else
            await director.KillAsync();
        await Machine.RunAsync($"rm -f {DirectorProcess.Log}");
        await director.StartAsync();
        await director.LogShowsAsync("Starting Linux Director");
        await Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Service, Second);
        var log = await director.LogAsync();
        Assert.Equal(0, Count(log, "Added") + Count(log, "Restored") + Count(log, "Changed"));
        Assert.Equal(1, Count(log, "Deleted"));
    }

    [Fact]
    public async Task FallbackcommandAndCallback_AreRunWithTheirArguments()
    {
        await Machine.RunAsync("printf '#!/bin/sh\\necho \"$*\" >>/run/said\\n' >/run/say; chmod +x /run/say; rm -f /run/said");
        var director = await StartedAsync("fallbackcommand=/run/say\ncallback=\"/run/say\"");
        await Backends.AllAsync("dead");
        await director.TableBecomesAsync(Service);
        await Backends.AllAsync("up");
        await director.TableBecomesAsync(Service, First, Second);
        await director.WriteAsync(Configuration("fallbackcommand=/run/say\ncallback=\"/run/say\"\n# edited"));
        await director.LogShowsAsync(" - ignore new configuration");
        await Machine.RunAsync($"for i in $(seq 100); do grep -q ha.d /run/said && exit 0; sleep 0.1; done; exit 1");
        var said = (await Machine.RunAsync("cat /run/said")).Lines;
        Assert.Equal(
            ["start 127.0.1.1:80 tcp", "stop 127.0.1.1:80 tcp", $"{director.File}"], said.SkipWhile(line => line.Length == 0).TakeLast(3));
    }

    [Fact]
    public async Task Plan_SaysWhatStartDoesAndIsEmptyWhereAllIsRight()
    {
        var director = await PreparedAsync("fallback=127.0.9.1:80 masq");
        var plan = (await director.CommandAsync("plan")).Text;
        await director.TableBecomesAsync();
        _ = (await Machine.RunAsync(plan)).Text;
        await director.TableBecomesAsync(Service, Fallback);
        await Machine.RunAsync("ipvsadm -C");
        await director.StartAsync();
        await director.TableBecomesAsync(Service, First, Second);
        Assert.DoesNotContain((await director.CommandAsync("plan")).Lines, line => !line.StartsWith('#'));
    }

    [Fact]
    public async Task Probe_SaysOfEachServerWhetherItIsUpAndWhyNot()
    {
        await Backends.BecomeAsync("web2", "dead");
        var director = await PreparedAsync("");
        var result = await director.CommandAsync("probe --json");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(result.Output.Split('\n'),
            line => line.Contains("127.0.2.1:80", StringComparison.Ordinal) && line.Contains("\"up\":true", StringComparison.Ordinal));
        Assert.Contains(result.Output.Split('\n'),
            line => line.Contains("127.0.2.2:80", StringComparison.Ordinal) && line.Contains("refused", StringComparison.Ordinal));
        await director.TableBecomesAsync();
    }

    [Fact]
    public async Task Show_PrintsTheTableWithHealthAndReason()
    {
        var director = await StartedAsync();
        await Backends.BecomeAsync("web1", "error");
        await director.TableBecomesAsync(Service, Second);
        var shown = (await director.CommandAsync("show")).Text;
        Assert.Contains("127.0.2.2:80", shown, StringComparison.Ordinal);
        Assert.Contains("500", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_TellOfTheChecksAndOfTheKernelsTable()
    {
        var director = await StartedAsync();
        await Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync(Service, Second);
        await Machine.RunAsync("ipvsadm -e -t 127.0.1.1:80 -r 127.0.2.2:80 -m -w 7");
        var metrics = (await director.CommandAsync("metrics")).Lines;
        Assert.Contains("""ldirectord_real_up{virtual="tcp:127.0.1.1:80",real="127.0.2.1:80"} 0""", metrics);
        Assert.Contains("""ldirectord_real_transitions_total{virtual="tcp:127.0.1.1:80",real="127.0.2.1:80",to="down"} 1""", metrics);
        Assert.Contains("""ldirectord_real_weight{virtual="tcp:127.0.1.1:80",real="127.0.2.2:80"} 7""", metrics);
        Assert.Contains("""ldirectord_netlink_operations_total{operation="delete_destination",result="done"} 1""", metrics);
        Assert.Contains("ldirectord_table_differences 1", metrics);
        Assert.DoesNotContain((await director.CommandAsync("metrics --virtual-only")).Lines,
            line => line.StartsWith("ldirectord_real", StringComparison.Ordinal));
        await director.StopAsync();
        Assert.Equal(3, (await director.CommandAsync("metrics")).ExitCode);
    }

    private async Task<DirectorProcess> StartedAsync(string settings = "")
    {
        var director = await PreparedAsync(settings);
        await director.StartAsync();
        await director.TableBecomesAsync(Service, First, Second);
        return director;
    }

    private Task<DirectorProcess> PreparedAsync(string settings) => DirectorProcess.PrepareAsync(Machine, "test", Configuration(settings));

    private static string Configuration(string settings) =>
        $"""
        checktimeout=2
        negotiatetimeout=2
        checkinterval=1
        # Settings of the test follow.


        {settings}
        virtual=127.0.1.1:80
        	real=127.0.2.1:80 masq 3
        	real=127.0.2.2:80 masq
        	service=http
        	request="/"
        	receive="^web"
        	scheduler=wrr
        	protocol=tcp

        """;

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
