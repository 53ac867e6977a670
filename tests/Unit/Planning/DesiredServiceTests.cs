using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

public class DesiredServiceTests
{
    private static readonly VirtualService Plain = Virtual("10.0.0.1:80", Real("10.0.1.1:80", weight: 3), Real("10.0.1.2:80"));
    private static readonly VirtualService WithFallback = Plain with { Fallback = Destination("10.0.9.9:80") };

    [Fact]
    public void ServersThatAreUp_AreInWithTheirWeights() =>
        Assert.Equal(["10.0.1.1:80 3", "10.0.1.2:80 1"], Wanted(Plain, ServerState.Up, ServerState.Up));

    [Fact]
    public void DownServer_IsNotInTheTable() =>
        Assert.Equal(["10.0.1.2:80 1"], Wanted(Plain, ServerState.Down, ServerState.Up));

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void DownServerThatIsNotInTheTable_IsAddedWithWeight0OnlyIfQuiescentAndReadded(bool quiescent, bool readd, bool added)
    {
        var wanted = Wanted(Plain with { Quiescent = quiescent }, ServerState.Down, ServerState.Up, readd: readd);
        Assert.Equal(added, wanted.Contains("10.0.1.1:80 0"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void DownServerThatIsInTheTable_StaysWithWeight0IfQuiescent(bool quiescent, bool stays)
    {
        var wanted = Wanted(Plain with { Quiescent = quiescent }, ServerState.Down, ServerState.Up, found: [Destination("10.0.1.1:80", 3)]);
        Assert.Equal(stays, wanted.Contains("10.0.1.1:80 0"));
    }

    [Fact]
    public void ServerInMaintenance_IsTreatedAsDown() =>
        Assert.Equal(["10.0.1.2:80 1"], Wanted(Plain, null, ServerState.Up));

    [Fact]
    public void ServerWithoutAResult_StaysAsTheTableHasIt()
    {
        Assert.Equal(["10.0.1.2:80 1"], Wanted(Plain, ServerState.Unknown, ServerState.Up));
        Assert.Equal(
            ["10.0.1.1:80 0", "10.0.1.2:80 1"],
            Wanted(Plain, ServerState.Unknown, ServerState.Up, found: [Destination("10.0.1.1:80", 0)]));
    }

    [Theory]
    [InlineData(ServerState.Up, ServerState.Up, false)]
    [InlineData(ServerState.Up, ServerState.Down, false)]
    [InlineData(ServerState.Down, ServerState.Down, true)]
    [InlineData(null, ServerState.Down, true)]
    [InlineData(ServerState.Unknown, ServerState.Unknown, true)]
    internal void Fallback_IsInWhileNoServerIsUp(ServerState? first, ServerState? second, bool expected) =>
        Assert.Equal(expected, Wanted(WithFallback, first, second).Contains("10.0.9.9:80 1"));

    [Theory]
    [InlineData(ServerState.Up, ServerState.Up, "10.0.1.1:80 0, 10.0.1.2:80 1")]
    [InlineData(ServerState.Up, ServerState.Down, "10.0.1.1:80 0, 10.0.9.9:80 1")]
    [InlineData(ServerState.Unknown, ServerState.Down, "10.0.9.9:80 1")]
    [InlineData(ServerState.Down, ServerState.Up, "10.0.1.2:80 1")]
    internal void ServerOfWeight0InTheFile_KeepsNoFallbackOut(ServerState? first, ServerState? second, string expected)
    {
        var service = WithFallback with { RealServers = [Real("10.0.1.1:80", weight: 0), Real("10.0.1.2:80")] };
        Assert.Equal(expected, string.Join(", ", Wanted(service, first, second)));
    }

    [Fact]
    public void FallbackThatIsARealServerOfWeight0_ServesWhileNoOtherDoes()
    {
        var service = Plain with
        {
            RealServers = [Real("10.0.1.1:80", weight: 0), Real("10.0.1.2:80")],
            Fallback = Destination("10.0.1.1:80"),
        };
        Assert.Equal(["10.0.1.1:80 1"], Wanted(service, ServerState.Up, ServerState.Down));
        Assert.Equal(["10.0.1.1:80 0", "10.0.1.2:80 1"], Wanted(service, ServerState.Up, ServerState.Up));
    }

    [Fact]
    public void UnmanagedDestinationsThatServe_DoNotWaitForAServerOfWeight0()
    {
        var service = WithFallback with { RealServers = [Real("10.0.1.1:80", weight: 0), Real("10.0.1.2:80")] };
        Assert.False(Build(service, ServerState.Unknown, ServerState.Down, readd: false, [Destination("10.0.7.7:80")]).KeepsUnmanaged);
        Assert.True(Build(service, ServerState.Up, ServerState.Unknown, readd: false, [Destination("10.0.7.7:80")]).KeepsUnmanaged);
    }

    [Fact]
    public void FallbackThatIsARealServer_StaysInWhenTheLastServerGoes()
    {
        var service = Plain with { Fallback = Destination("10.0.1.2:80") };
        Assert.Equal(["10.0.1.2:80 1"], Wanted(service, ServerState.Down, ServerState.Down));
    }

    [Fact]
    public void FallbackThatIsAQuiescentRealServer_ServesWithItsWeight()
    {
        var service = Plain with { Fallback = Destination("10.0.1.2:80"), Quiescent = true };
        var wanted = Wanted(
            service, ServerState.Down, ServerState.Down, found: [Destination("10.0.1.1:80"), Destination("10.0.1.2:80")]);
        Assert.Equal(["10.0.1.1:80 0", "10.0.1.2:80 1"], wanted);
    }

    [Theory]
    [InlineData(ServerState.Unknown, ServerState.Unknown, true)]
    [InlineData(ServerState.Down, ServerState.Unknown, true)]
    [InlineData(ServerState.Up, ServerState.Unknown, false)]
    [InlineData(ServerState.Down, ServerState.Down, false)]
    internal void UnmanagedDestinationsThatServe_StayUntilTheFirstResult(ServerState? first, ServerState? second, bool stay)
    {
        var desired = Build(WithFallback, first, second, readd: false, [Destination("10.0.7.7:80")]);
        Assert.Equal(stay, desired.KeepsUnmanaged);
        Assert.Equal(!stay && first != ServerState.Up, desired.Destinations.Any(want => want.Role == DestinationRole.Fallback));
    }

    private static IEnumerable<string> Wanted(
        VirtualService service, ServerState? first, ServerState? second, bool readd = false, ImmutableArray<Destination> found = default) =>
        Build(service, first, second, readd, found).Destinations
            .Select(want => $"{want.Destination.EndPoint} {want.Destination.Weight}")
            .Order();

    private static DesiredService Build(
        VirtualService service, ServerState? first, ServerState? second, bool readd, ImmutableArray<Destination> found)
    {
        var states = new Dictionary<RealServer, ServerState?> { [service.RealServers[0]] = first, [service.RealServers[1]] = second };
        var actual = new ServiceEntry(service.Service, [.. (found.IsDefault ? [] : found).Select(d => new DestinationEntry(d))]);
        return DesiredService.Build(service, new ServiceView(server => View(states[server])), actual, readd);
    }
}
