using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>What a reload costs when one line of many changed, in counts.</summary>
public class LargeReloadTests
{
    private const int Services = 100;
    private const int ServersOfEach = 20;

    /// <summary>Long enough that, while the clock stands still, no second probe is due with a first one.</summary>
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    private readonly Backend _backend = new();

    [Fact]
    public async Task OneWeightOfThousands_IsOneWriteAndNoProbe()
    {
        await using var director = new RunningDirector(Of(All(weightOfFirst: 1)));
        await director.FirstRoundAsync();
        await Eventually.EqualAsync(Services * (ServersOfEach + 1), () => director.Table.Applied.Count);
        var probes = _backend.Probes;

        director.Reload(new ConfigResult(Of(All(weightOfFirst: 7)), []));
        await Eventually.TrueAsync(() => director.In(All(1)[0])!.Contains("10.1.0.1:80 7", StringComparison.Ordinal));
        await director.SnapshotAsync();

        Assert.IsType<EditDestination>(Assert.Single(director.Table.Applied.Skip(Services * (ServersOfEach + 1))));
        Assert.Equal(probes, _backend.Probes);
    }

    private ImmutableArray<VirtualService> All(int weightOfFirst) =>
    [
        .. Enumerable.Range(1, Services).Select(service => Virtual(
            $"10.0.0.{service}:80",
            [.. Enumerable.Range(1, ServersOfEach)
                .Select(server => Real($"10.1.{service - 1}.{server}:80", _backend, (service, server) == (1, 1) ? weightOfFirst : 1))])
                with { CheckInterval = s_interval }),
    ];
}
