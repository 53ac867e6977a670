using Ldirectord.Config;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>When a server that was up fails, the other checks of its address run now.</summary>
public class SameAddressTests
{
    private static readonly TimeSpan OneInterval = Interval + TimeSpan.FromSeconds(1);

    private readonly Backend _web = new();
    private readonly Backend _mail = new();
    private readonly Backend _other = new();

    private VirtualService Web => Virtual("10.0.0.1:80", Real("10.0.1.1:80", _web));

    /// <summary>Its own checks are an hour apart.</summary>
    private VirtualService Mail => Virtual("10.0.0.1:25", Real("10.0.1.1:25", _mail)) with { CheckInterval = TimeSpan.FromHours(1) };

    private VirtualService Other => Virtual("10.0.0.2:80", Real("10.0.1.2:80", _other)) with { CheckInterval = TimeSpan.FromHours(1) };

    [Fact]
    public async Task HostDies_AllItsServicesAreOut_WithOneCheckEach()
    {
        await using var director = await StartedAsync(Web, Mail, Other);
        _web.Die();
        _mail.Die();
        _other.Die();
        await director.AdvanceUntilAsync(() => director.In(Web) == "-" && director.In(Mail) == "-", OneInterval);
        Assert.Equal((2, 1), (_mail.Probes, _other.Probes));
        Assert.Equal("10.0.1.2:80 1", director.In(Other));
    }

    [Fact]
    public async Task WithFailureCount_EachServiceCountsOneFailure()
    {
        await using var director = await StartedAsync(Web with { FailureCount = 3 }, Mail with { FailureCount = 3 });
        _web.Die();
        _mail.Die();
        await director.AdvanceUntilAsync(() => Logged(director, "10.0.1.1:25", "1/3"), OneInterval);
        await director.AdvanceUntilAsync(() => director.In(Web) == "-", 3 * Interval);
        Assert.Equal("10.0.1.1:25 1", director.In(Mail));
        Assert.False(Logged(director, "10.0.1.1:25", "2/3"));
    }

    [Fact]
    public async Task ServiceThatFailsAlone_LeavesTheOthersIn()
    {
        await using var director = await StartedAsync(Web, Mail);
        _web.Die();
        await director.AdvanceUntilAsync(() => _mail.Probes == 2, OneInterval);
        await director.AdvanceUntilAsync(() => _web.Probes >= 4, 3 * Interval);

        // Later failures of a server that is down say nothing new.
        Assert.Equal((2, "10.0.1.1:25 1"), (_mail.Probes, director.In(Mail)));
    }

    [Fact]
    public async Task ReloadedServices_AreFound_AndThoseThatWentAreNot()
    {
        await using var director = await StartedAsync(Web, Other);
        var moved = Virtual("10.0.0.2:80", Real("10.0.1.1:8080", _mail)) with { CheckInterval = TimeSpan.FromHours(1) };
        director.Reload(new ConfigResult(Of(Web, moved), []));
        await Eventually.EqualAsync("10.0.1.1:8080 1", () => director.In(moved));
        _web.Die();
        _mail.Die();
        await director.AdvanceUntilAsync(() => director.In(Web) == "-" && director.In(moved) == "-", OneInterval);
        Assert.Equal((2, 1), (_mail.Probes, _other.Probes));
    }

    private static bool Logged(RunningDirector director, string server, string failures) =>
        director.Log.Lines.Any(line => line.StartsWith($"Soft failure real server: {server} ", StringComparison.Ordinal)
            && line.EndsWith(failures, StringComparison.Ordinal));

    /// <summary>All servers are in.</summary>
    private static async Task<RunningDirector> StartedAsync(params VirtualService[] services)
    {
        var director = new RunningDirector(Of([.. services]));
        foreach (var service in services)
            await Eventually.TrueAsync(() => director.In(service) is { } servers && servers != "-");
        return director;
    }
}
