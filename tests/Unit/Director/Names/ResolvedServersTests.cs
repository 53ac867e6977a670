using System.Net;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Director;

/// <summary>Real servers that come and go with the addresses of a name (resolve).</summary>
public sealed class ResolvedServersTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly PlayedNames _names = new();

    [Fact]
    public async Task AddressComes_AndAnotherGoes_ByADrain()
    {
        _names.Has("app", "10.0.1.1", "10.0.1.2");
        await using var director = await StartAsync();
        var service = director.File.Config!.VirtualServices[0];
        Assert.Equal("10.0.1.1:80 1, 10.0.1.2:80 1", director.In(service));
        director.Table.ActiveConnections = 1;
        director.Table.Applied.Clear();

        _names.Has("app", "10.0.1.3", "10.0.1.2");
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 0, 10.0.1.2:80 1, 10.0.1.3:80 1", s_minute);
        Assert.Equal(
            "Resolved app: 10.0.1.3 came, 10.0.1.1 left (2 addresses)",
            Assert.Single(director.Log.Lines, line => Has(line, "Resolved ")));
        // Its connections go on until they end.
        director.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("10.0.1.1:80 0", director.In(service));
        director.Table.ActiveConnections = 0;
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.2:80 1, 10.0.1.3:80 1", s_minute);

        // The server that stayed was not touched.
        Assert.DoesNotContain(director.Table.Applied, one => Has($"{IpvsadmFormat.Command(one)}", "10.0.1.2:80"));
        Assert.Equal(
            "Resolved app: 10.0.1.3 came, 10.0.1.1 left (2 addresses)",
            Assert.Single(director.Events.Read(null, 100).Events, one => one.Kind == EventKind.Resolved).Message);
    }

    [Fact]
    public async Task FailedLookUps_ChangeNothing_AndAreSaidOnce()
    {
        _names.Has("app", "10.0.1.1", "10.0.1.2");
        await using var director = await StartAsync();
        var service = director.File.Config!.VirtualServices[0];
        director.Table.Applied.Clear();

        _names.Fails("app");
        await director.AdvanceUntilAsync(
            () => Logged(director, "Cannot resolve app: the name server does not answer; the last answer stays (2 addresses)"), s_minute);
        _names.Has("app"); // an answer without an address
        var asked = _names.Asked;
        await director.AdvanceUntilAsync(() => _names.Asked > asked + 3, TimeSpan.FromMinutes(5));
        Assert.Single(director.Log.Lines, line => Has(line, "Cannot resolve"));

        _names.Has("app", "10.0.1.1", "10.0.1.2");
        await director.AdvanceUntilAsync(() => Logged(director, "app is resolved again, after "), s_minute);
        Assert.Equal("10.0.1.1:80 1, 10.0.1.2:80 1", director.In(service));
        Assert.Empty(director.Table.Applied);
        Assert.DoesNotContain(director.Log.Lines, line => Has(line, "Resolved "));
    }

    [Fact]
    public async Task SilentResolver_HoldsUpNothing()
    {
        _names.Has("app", "10.0.1.1");
        _names.Has("other", "10.0.2.1");
        await using var director = await StartAsync("\treal = other:80 masq resolve\n");
        var service = director.File.Config!.VirtualServices[0];
        _names.Hangs("app");
        _names.Has("other", "10.0.2.2");
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 1, 10.0.2.2:80 1", s_minute);
        await director.AdvanceUntilAsync(() => Logged(director, "Cannot resolve app: the name server did not answer"), 2 * s_minute);

        _names.Has("app", "10.0.1.9");
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.9:80 1, 10.0.2.2:80 1", 2 * s_minute);
    }

    [Fact]
    public async Task AddressThatComes_IsCheckedBeforeItServes()
    {
        using var first = new TcpListener(IPAddress.Parse("127.0.3.1"), 0);
        first.Start();
        int port = ((IPEndPoint)first.LocalEndpoint).Port;
        _names.Has("app", "127.0.3.1");
        await using var director = await StartAsync(
            text: $"virtual = 10.0.0.1:80\n\treal = app:{port} masq resolve\n\tchecktype = connect\n");
        var service = director.File.Config!.VirtualServices[0];
        await director.AdvanceUntilAsync(() => director.In(service) == $"127.0.3.1:{port} 1", s_minute);

        _names.Has("app", "127.0.3.1", "127.0.3.2");
        await director.AdvanceUntilAsync(() => Logged(director, "Resolved app: 127.0.3.2 came (2 addresses)"), s_minute);
        await director.AdvanceUntilAsync(() => Logged(director, $"Check of 127.0.3.2:{port} (tcp:10.0.0.1:80) failed"), s_minute);
        Assert.Equal($"127.0.3.1:{port} 1", director.In(service));
        using var second = new TcpListener(IPAddress.Parse("127.0.3.2"), port);
        second.Start();
        await director.AdvanceUntilAsync(() => director.In(service) == $"127.0.3.1:{port} 1, 127.0.3.2:{port} 1", s_minute);
    }

    [Fact]
    public async Task ChangeOfTheName_DoesNotReadTheFile()
    {
        _names.Has("app", "10.0.1.1");
        await using var director = await StartAsync();
        var service = director.File.Config!.VirtualServices[0];
        var reads = 0;
        director.ReadFile = () =>
        {
            reads++;
            return new ConfigResult(null, []);
        };
        _names.Has("app", "10.0.1.2");
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.2:80 1", s_minute);
        Assert.Equal(0, reads);
        Assert.Equal("app", (await director.SnapshotAsync()).Services[0].Servers[0].Server!.Name);
    }

    [Fact]
    public async Task ReloadWhileTheNameFails_KeepsTheAddresses()
    {
        _names.Has("app", "10.0.1.1");
        await using var director = await StartAsync();
        var before = director.File.Config!;
        _names.Fails("app");
        director.Reload(_names.Read(Text("\treal = 10.0.1.5:80 masq\n"), before));
        await director.AdvanceUntilAsync(() => director.In(before.VirtualServices[0]) == "10.0.1.1:80 1, 10.0.1.5:80 1", s_minute);
        Assert.True(Logged(director, "cannot resolve \"app\": the name server does not answer; the addresses of the last answer stay"));
    }

    [Fact]
    public async Task AnswerDuringAReload_CountsAfterIt()
    {
        _names.Has("app", "10.0.1.1");
        await using var director = await StartAsync();
        var before = director.File.Config!;
        using var isRead = new ManualResetEventSlim();
        var read = _names.Read(Text("\treal = 10.0.1.5:80 masq\n"), before);
        director.ReadFile = () =>
        {
            isRead.Wait(TimeSpan.FromSeconds(60));
            return read;
        };
        director.Loop.RequestReload();
        _names.Has("app", "10.0.1.2");
        var asked = _names.Asked;
        await director.AdvanceUntilAsync(() => _names.Asked > asked, s_minute);
        Assert.Equal("10.0.1.1:80 1", director.In(before.VirtualServices[0]));
        _names.Fails("app");
        isRead.Set();
        await director.AdvanceUntilAsync(() => director.In(before.VirtualServices[0]) == "10.0.1.2:80 1, 10.0.1.5:80 1", s_minute);
    }

    [Fact]
    public async Task TableOutOfReach_IsWaitedFor()
    {
        _names.Has("app", "10.0.1.1");
        await using var director = await StartAsync();
        var service = director.File.Config!.VirtualServices[0];
        director.Table.OutOfReach = true;
        _names.Has("app", "10.0.1.2");
        await director.AdvanceUntilAsync(() => Logged(director, "The IPVS table cannot be read or written: out of reach"), s_minute);
        director.Table.OutOfReach = false;
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.2:80 1", s_minute);
    }

    [Fact]
    public async Task HostileAnswer_IsCutWithOneWarning()
    {
        _names.Has("app", "10.0.1.1");
        await using var director = await StartAsync();
        var service = director.File.Config!.VirtualServices[0];
        _names.Has("app", ["0.0.0.0", "239.1.1.1", .. Enumerable.Range(1, 200).Select(n => $"10.0.1.{n}")]);
        await director.AdvanceUntilAsync(() => director.In(service)!.Split(", ").Length == 64, s_minute);
        var asked = _names.Asked;
        await director.AdvanceUntilAsync(() => _names.Asked > asked + 2, TimeSpan.FromMinutes(5));
        Assert.Single(director.Log.Lines, line => Has(line, "app has 200 addresses: the first 64 in order are real servers"));
    }

    [Fact]
    public async Task LineThatLosesTheWord_IsNoLongerAskedFor()
    {
        _names.Has("app", "10.0.1.1");
        await using var director = await StartAsync();
        director.Reload(Reading("virtual = 10.0.0.1:80\n\treal = 10.0.1.7:80 masq\n\tchecktype = on\n"));
        await director.AdvanceUntilAsync(() => director.In(director.File.Config!.VirtualServices[0]) == "10.0.1.7:80 1", s_minute);
        var asked = _names.Asked;
        director.Time.Advance(s_minute);
        await director.PulseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(asked, _names.Asked);
    }

    private ConfigResult Reading(string text) => _names.Read(text);

    private static string Text(string more) =>
        $"virtual = 10.0.0.1:80\n\treal = app:80 masq resolve\n{more}\tchecktype = on\n";

    private async Task<RunningDirector> StartAsync(string more = "", string? text = null)
    {
        var read = _names.Read(text ?? Text(more));
        Assert.Empty(read.Errors.Select(error => error.Format(1)));
        var director = new RunningDirector(read.Config!, names: _names);
        await director.FirstRoundAsync();
        return director;
    }

    private static bool Logged(RunningDirector director, string text) => director.Log.Lines.Any(line => Has(line, text));

    private static bool Has(string line, string text) => line.Contains(text, StringComparison.Ordinal);
}
