using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>What a new configuration changes in the book, and what it does not touch.</summary>
public class ServerRegistryTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RealServer _shared = Real("10.0.1.1:80", new Backend());
    private readonly RealServer _own = Real("10.0.1.2:80", new Backend());
    private readonly ServerRegistry _book = new();
    private Dictionary<ServiceId, VirtualService> _services = [];

    [Fact]
    public void ServiceThatIsTheSameObject_KeepsItsRecords()
    {
        var (stays, changes) = (Virtual("10.0.0.1:80", _shared), Virtual("10.0.0.2:80", _own));
        Take(stays, changes);
        var (kept, before) = (Record(stays, _shared), Record(changes, _own));

        var change = Take(stays, changes with { FailureCount = 3 });

        Assert.Same(kept, Record(stays, _shared));
        Assert.NotSame(before, Record(changes, _own));
        Assert.Equal([Record(changes, _own)], change.New);
    }

    [Fact]
    public void Probe_IsOfAllServersWithItsCheck_AndEndsWithTheLast()
    {
        var (first, second) = (Virtual("10.0.0.1:80", _shared, _own), Virtual("10.0.0.2:80", _shared));
        var begun = Take(first, second).Begun;
        Assert.Equal([_shared.Check, _own.Check], begun.Select(probe => probe.Check));
        Assert.Equal(2, _book.Of(begun[0]).Length);

        Assert.Equal([_own.Check], Take(second).Ended.Select(probe => probe.Check));
        Assert.Same(second, Assert.Single(_book.Of(begun[0]).ToArray()).Service);

        Assert.Equal([_shared.Check], Take().Ended.Select(probe => probe.Check));
        Assert.Empty(_book.Probes);
        Assert.Empty(_book.Servers);
    }

    [Fact]
    public void ProbeThatTheChangedServiceNeedsAgain_GoesOn()
    {
        Take(Virtual("10.0.0.1:80", _own));
        var change = Take(Virtual("10.0.0.1:80", _own) with { FailureCount = 3 });
        Assert.Empty(change.Begun);
        Assert.Empty(change.Ended);
    }

    [Fact]
    public void ServiceThatIsSwitchedOff_NeedsNoProbe()
    {
        var service = Virtual("10.0.0.1:80", _own);
        Take(service);
        Assert.Single(Take(service with { IsOff = true }).Ended);
        Assert.Single(Take(service).Begun);
    }

    private RegistryChange Take(params VirtualService[] services)
    {
        var before = _services;
        _services = services.ToDictionary(service => service.Id);
        return _book.Change(ConfigDelta.Between(before, _services), [], s_now);
    }

    private TrackedServer Record(VirtualService service, RealServer server) => _book.Find(new(service.Id, server.Destination.EndPoint))!;
}
