using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>What is over, and what is forgotten.</summary>
public sealed class MaintenanceTimeTests : IDisposable
{
    private const string Both = "10.0.1.1:80 1, 10.0.1.2:80 1";
    private const string Out = "10.0.1.2:80 1";

    private readonly TemporaryFolder _folder = new();
    private readonly VirtualService _service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80")) with
    {
        Mail = MailSettings.None with { Recipients = ["admin@example.net"] },
    };

    private DirectorConfig Config => Of(_service) with { MaintenanceDirectory = _folder.FullName };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TimeThatIsOver_RemovesTheFileAndTheServerReturns()
    {
        var until = NoteText.Time(new ManualTime().GetUtcNow() + TimeSpan.FromMinutes(1));
        var file = _folder.Write("10.0.1.1", $"disk\nuntil: {until}\n");
        await using var director = new RunningDirector(Config);
        await Eventually.EqualAsync(Out, () => director.In(_service));
        director.Time.Advance(TimeSpan.FromSeconds(50));
        await director.SnapshotAsync();
        Assert.Equal((Out, true), (director.In(_service), File.Exists(file)));
        await director.AdvanceUntilAsync(() => director.In(_service) == Both && !File.Exists(file), TimeSpan.FromSeconds(20));
        await director.AdvanceUntilAsync(
            () => director.Log.Lines.Contains($"The time of 10.0.1.1 is over ({until}): the file is removed"), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task TimeThatWasOverBeforeTheStart_CountsNoMore()
    {
        var file = _folder.Write("10.0.1.1", "disk\nmode: drain\nuntil: 2001-01-01T00:00:00Z\n");
        await using var director = new RunningDirector(Config);
        await Eventually.EqualAsync(Both, () => director.In(_service));
        await director.AdvanceUntilAsync(() => !File.Exists(file), TimeSpan.FromSeconds(2));
        await director.TurnAsync();
        Assert.DoesNotContain(director.Log.Lines, line => line.StartsWith("Server to be", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DryRun_RemovesNothing()
    {
        var file = _folder.Write("10.0.1.1", "disk\nuntil: 2001-01-01T00:00:00Z\n");
        await using var director = new RunningDirector(Config, shadowed: new RecordingIpvs());
        await director.AdvanceUntilAsync(() => director.Log.Lines.Any(
            line => line.EndsWith("the file counts no more, and cannot be removed: a dry run leaves it", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(2));
        Assert.Equal((Both, true), (director.In(_service), File.Exists(file)));
    }

    [Fact]
    public async Task ForgottenMaintenance_IsToldOfOnceADay_AndNotByAReload()
    {
        var since = NoteText.Time(new ManualTime().GetUtcNow() - TimeSpan.FromHours(23));
        _folder.Write("10.0.1.1", $"disk\nsince: {since}\nwho: bob\n");
        _folder.Write("10.0.7.7", $"of another director\nsince: {since}\n");
        await using var director = new RunningDirector(Config);
        await Eventually.EqualAsync(Out, () => director.In(_service));
        Assert.Empty(Told(director));
        await PassAsync(director, hours: 2);
        const string first = "10.0.1.1 is in maintenance for 1 day, and nobody said until when: disk, by bob";
        await Eventually.EqualAsync(first, () => string.Join('|', Told(director)));
        director.Reload(new ConfigResult(Config with { AutoReload = true }, []));
        await PassAsync(director, hours: 20);
        Assert.Single(Told(director));
        await PassAsync(director, hours: 6);
        await Eventually.EqualAsync(2, () => Told(director).Count);
        Assert.EndsWith("for 2 days, and nobody said until when: disk, by bob", Told(director)[1]);
        Assert.Equal(2, director.Log.Lines.Count(line => line.StartsWith("emailalert: 10.0.1.1 is in maint", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("disk\nuntil: 2999-01-01T00:00:00Z\n")]
    [InlineData("\nweight: 5\n")]
    public async Task FileWithATimeOrAWeight_IsNotForgotten(string content)
    {
        _folder.Write(content.Contains("weight", StringComparison.Ordinal) ? "10.0.1.1+weight" : "10.0.1.1", content);
        await using var director = new RunningDirector(Config);
        await director.FirstRoundAsync();
        await PassAsync(director, hours: 60);
        Assert.Empty(Told(director));
    }

    private static List<string> Told(RunningDirector director) =>
        [.. director.Log.Lines.Where(line => line.StartsWith("10.0.", StringComparison.Ordinal))];

    private static async Task PassAsync(RunningDirector director, int hours)
    {
        for (var i = 0; i < 6 * hours; i++)
        {
            director.Time.Advance(TimeSpan.FromMinutes(10));
            await director.SnapshotAsync();
        }
    }
}
