using System.Collections.Immutable;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public sealed class CheckMarksTests : IDisposable
{
    private readonly InMemoryIpvs _table = new();
    private readonly TemporaryFolder _locks = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _locks.Dispose();

    [Fact]
    public void Start_WritesAServiceForEachServerAndASelfTest_AndStopRemovesThem()
    {
        var marks = Marks();
        marks.Apply(Config("10.2.0.11", "10.2.0.12"), []);
        Assert.Equal(["1279524864 ", "1279524865 10.2.0.11:0", "1279524866 10.2.0.12:0"], Written());
        Assert.All(_table.Read().Services.SelectMany(entry => entry.Destinations),
            entry => Assert.Equal((1, ForwardingMethod.Gate), (entry.Destination.Weight, entry.Destination.Method)));
        marks.Remove();
        Assert.Empty(Written());
    }

    [Fact]
    public void Reload_KeepsTheMarksOfServersThatStay_AndRemovesThoseOfOthers()
    {
        var marks = Marks();
        marks.Apply(Config("10.2.0.11", "10.2.0.12"), []);
        marks.Apply(Config("10.2.0.13", "10.2.0.12"), []);
        Assert.Equal(["1279524864 ", "1279524865 10.2.0.13:0", "1279524866 10.2.0.12:0"], Written());
        marks.Apply(Of(Virtual("10.1.0.100:80", Real("10.2.0.12:80"))), []);
        Assert.Empty(Written());
    }

    [Fact]
    public void StartAfterAKill_RemovesWhatWasLeft_ButNothingOfALivingDirector_NorServicesOfOthers()
    {
        var living = Marks();
        living.Apply(Config("10.2.0.11"), []);
        uint left = MarkRange.Default.First + 8192 + 5;
        _table.Apply([new AddService(new Service(ServiceId.Mark(left), "rr")), new AddService(new Service(ServiceId.Mark(7), "rr"))]);
        var other = Marks();
        other.Apply(Config("10.2.0.12"), _table.Read().Services);
        Assert.Equal(
            ["7 ", "1279524864 ", "1279524865 10.2.0.11:0", "1279533056 ", "1279533057 10.2.0.12:0"], Written());
        other.Remove();
        Assert.Equal(["7 ", "1279524864 ", "1279524865 10.2.0.11:0"], Written());
        living.Remove();
    }

    [Fact]
    public void TableEmptiedByHand_IsWrittenAgainAtMostOnceASecond()
    {
        var marks = Marks();
        marks.Apply(Config("10.2.0.11"), []);
        Empty();
        marks.Repair();
        Assert.Equal(2, Written().Length);
        Empty();
        marks.Repair();
        Assert.Empty(Written());
        _time.Advance(TimeSpan.FromSeconds(1));
        marks.Repair();
        Assert.Equal(2, Written().Length);

        void Empty() => _table.Apply([.. _table.Read().Services.Select(entry => new DeleteService(entry.Service.Id))]);
    }

    [Fact]
    public void DryRun_WritesNothing()
    {
        Marks(isDryRun: true).Apply(Config("10.2.0.11"), []);
        Assert.Empty(Written());
    }

    [Fact]
    public async Task DryRun_ChecksTheServerItself()
    {
        await using var server = new ScriptedServer(_ => Task.CompletedTask);
        var probes = new ViaProbes(TimeProvider.System, _table, _ => null);
        new CheckMarks(_table, probes, new MarkClaims(null), isDryRun: true, _time).Apply(Config("10.2.0.11"), []);
        var check = Check(IPAddress.Loopback) with { Via = new CheckVia(Server("127.0.0.1"), server.EndPoint) };
        Assert.Equal(StatusCode.Connected, (await probes.RunAsync(check, check, CancellationToken.None)).Result.Code);
    }

    [Fact]
    public async Task RangeWithoutAMarkForEachServer_LeavesHealthAsItIs()
    {
        var probes = new ViaProbes(TimeProvider.System, _table, _ => null);
        var config = Config("192.0.2.11", "192.0.2.12") with { CheckMarks = new MarkRange(100, 101) };
        new CheckMarks(_table, probes, new MarkClaims(null), isDryRun: false, _time).Apply(config, []);
        Assert.Equal(["100 ", "101 192.0.2.11:0"], Written());
        var check = config.VirtualServices[0].RealServers[1].Check;
        var result = (await probes.RunAsync(check, check, CancellationToken.None)).Result;
        // A machine without a route to the server says so instead.
        Assert.True(result.Code is StatusCode.LocalUnfit or StatusCode.ConnectUnreachable, result.Detail);
    }

    private CheckMarks Marks(bool isDryRun = false) =>
        new(_table, new ViaProbes(_time, _table, _ => null), new MarkClaims(_locks.Path("")), isDryRun, _time);

    private static Destination Server(string address) => new(new IPEndPoint(IPAddress.Parse(address), 0), ForwardingMethod.Gate, 1);

    private static ConnectCheck Check(IPAddress target) => new(new IPEndPoint(target, 80), CheckTimeout);

    private static DirectorConfig Config(params string[] servers) => Of(Virtual("10.1.0.100:80",
    [
        .. servers.Select(server => Real($"{server}:80") with
        {
            Check = Check(IPAddress.Parse("10.1.0.100")) with { Via = new CheckVia(Server(server), EndPoint($"{server}:80")) },
        }),
    ]));

    /// <summary>"MARK SERVER" each.</summary>
    private ImmutableArray<string> Written() =>
    [
        .. from entry in _table.Read().Services
           orderby entry.Service.Id.FirewallMark
           select $"{entry.Service.Id} {entry.Destinations.SingleOrDefault()?.Destination.EndPoint}",
    ];
}
