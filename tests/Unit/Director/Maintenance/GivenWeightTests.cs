using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>Weights that a file in maintenancedir gives.</summary>
public sealed class GivenWeightTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VirtualService _service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80")) with
    {
        Fallback = Destination("10.0.9.9:80"),
    };

    private VirtualService Heavy => _service with
    {
        RealServers = [.. _service.RealServers.Select(server => server with { Destination = server.Destination with { Weight = 10 } })],
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("5", 5)]
    [InlineData("50%", 5)]
    [InlineData("1%", 1)]
    [InlineData("200", 200)]
    [InlineData("0", 0)]
    [InlineData("0%", 0)]
    public async Task GivenWeight_IsInTheTableUntilItsFileIsGone(string weight, int expected)
    {
        await using var director = await StartedAsync();
        var file = _folder.Write("10.0.1.1:80+weight", $"load\nweight: {weight}\nwho: eve\n");
        await director.AdvanceUntilAsync(
            () => director.In(Heavy) == $"10.0.1.1:80 {expected}, 10.0.1.2:80 10", TimeSpan.FromSeconds(1));
        Assert.Contains($"Weight given to real server: 10.0.1.1:80 (tcp:10.0.0.1:80): {weight}: load, by eve", director.Log.Lines);
        var written = director.Table.Applied.Count;
        for (var i = 0; i < 20; i++)
        {
            director.Time.Advance(TimeSpan.FromSeconds(1));
            await director.SnapshotAsync();
        }

        Assert.Equal(written, director.Table.Applied.Count);
        File.Delete(file);
        await director.AdvanceUntilAsync(() => director.In(Heavy) == "10.0.1.1:80 10, 10.0.1.2:80 10", TimeSpan.FromSeconds(2));
        Assert.Contains("Weight given to real server is taken back: 10.0.1.1:80 (tcp:10.0.0.1:80)", director.Log.Lines);
    }

    [Fact]
    public async Task WeightOfZeroForAllServers_BringsTheFallback()
    {
        await using var director = await StartedAsync();
        _folder.Write("10.0.1.1+weight", "\nweight: 0\n");
        _folder.Write("10.0.1.2+weight", "\nweight: 0\n");
        await director.AdvanceUntilAsync(
            () => director.In(Heavy) == "10.0.1.1:80 0, 10.0.1.2:80 0, 10.0.9.9:80 1", TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task GivenWeightAtAStart_IsTheFirstThatIsWritten()
    {
        _folder.Write("10.0.1.1@tcp:10.0.0.1:80+weight", "\nweight: 3\n");
        await using var director = new RunningDirector(Of(Heavy) with { MaintenanceDirectory = _folder.FullName });
        await Eventually.EqualAsync("10.0.1.1:80 3, 10.0.1.2:80 10", () => director.In(Heavy));
        Assert.DoesNotContain(director.Table.Applied, operation =>
            operation is AddDestination { Destination: { Weight: 10 } added } && added.EndPoint.Equals(EndPoint("10.0.1.1:80")));
    }

    [Fact]
    public async Task GivenWeightOfAServerThatIsOut_CountsWhenItReturns()
    {
        await using var director = await StartedAsync();
        _folder.Write("10.0.1.1+weight", "\nweight: 3\n");
        var file = _folder.Write("10.0.1.1", "");
        await director.AdvanceUntilAsync(() => director.In(Heavy) == "10.0.1.2:80 10", TimeSpan.FromSeconds(2));
        File.Delete(file);
        await director.AdvanceUntilAsync(() => director.In(Heavy) == "10.0.1.1:80 3, 10.0.1.2:80 10", TimeSpan.FromSeconds(2));
    }

    private async Task<RunningDirector> StartedAsync()
    {
        var director = new RunningDirector(Of(Heavy) with { MaintenanceDirectory = _folder.FullName });
        await Eventually.EqualAsync("10.0.1.1:80 10, 10.0.1.2:80 10", () => director.In(Heavy));
        return director;
    }
}
