using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>successcount, retryinterval and downinterval.</summary>
public class PaceDirectivesTests
{
    [Fact]
    public void WithoutThem_ThePaceIsTheOriginals()
    {
        Assert.Equal(PaceSettings.Default, Service("").Pace);
        Assert.Equal((1, null, null), (PaceSettings.Default.SuccessCount, PaceSettings.Default.RetryInterval,
            PaceSettings.Default.DownInterval));
    }

    [Theory]
    [InlineData("retryinterval = 3", 3000)]
    [InlineData("retryinterval = 3 # seconds", 3000)]
    [InlineData("retryinterval=500ms", 500)]
    [InlineData("retryinterval = 100ms ", 100)]
    public void RetryInterval_IsInSecondsOrMilliseconds(string line, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Service(line).Pace.RetryInterval);

    [Theory]
    [InlineData("0")]
    [InlineData("0ms")]
    [InlineData("99ms")]
    [InlineData("1.5")]
    [InlineData("500 ms")]
    [InlineData("1s")]
    [InlineData("-1")]
    [InlineData("ms")]
    public void RetryIntervalOfAnotherForm_IsAnError(string value) => Assert.Equal(
        [$"2:18 error: invalid retryinterval \"{value}\": expected seconds from 1, or milliseconds from 100ms, as in 500ms"],
        Diagnostics($"retryinterval = {value}").Where(line => line.Contains("error", StringComparison.Ordinal)));

    [Theory]
    [InlineData("retryinterval = 11|failurecount = 2", "retryinterval is longer than checkinterval (10 s), "
        + "so a server that failed once is found down later: expected a shorter one")]
    [InlineData("retryinterval = 1", "retryinterval has no effect on a server that is up or down: "
        + "expected failurecount or successcount above 1")]
    [InlineData("retryinterval = 1|successcount = 2", null)]
    [InlineData("retryinterval = 1|failurecount = 2", null)]
    public void RetryIntervalThatDoesNotHelp_IsWarnedOf(string section, string? warning) => Assert.Equal(
        warning is null ? [] : [$"2:18 warning: {warning}"],
        Diagnostics(section).Where(line => line.Contains("warning: retryinterval", StringComparison.Ordinal)));

    [Theory]
    [InlineData("successcount  = 2|real = 127.0.0.2 masq", true)]
    [InlineData("successcount  = 1|real = 127.0.0.2 masq", false)]
    [InlineData("successcount  = 2|real = 127.0.0.2 masq|real = 127.0.0.3 masq", false)]
    [InlineData("successcount  = 2|real = 127.0.0.2 masq|fallback = 127.0.0.4 masq", false)]
    public void SuccessCountOfTheOnlyServer_IsWarnedOf(string section, bool warned) => Assert.Equal(
        warned ? ["2:18 warning: successcount has no effect with one real server and no fallback: "
            + "while nobody serves, one passed check is enough"] : [],
        Diagnostics(section).Where(line => line.Contains("warning: successcount", StringComparison.Ordinal)));

    private static IEnumerable<string> Diagnostics(string section) =>
        Read(FileWith(section)).Diagnostics.Select(d => $"{d.Line}:{d.Column} {d.Severity.ToString().ToLowerInvariant()}: {d.Message}");

    [Fact]
    public void Section_OverridesTheFile()
    {
        var pace = Service("successcount=5|downinterval=30", global: "successcount=2|retryinterval=1|downinterval=60").Pace;
        Assert.Equal(
            new PaceSettings { SuccessCount = 5, RetryInterval = TimeSpan.FromSeconds(1), DownInterval = TimeSpan.FromSeconds(30) }, pace);
    }
}
