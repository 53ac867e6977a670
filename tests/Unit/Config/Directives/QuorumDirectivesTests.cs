using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>minservers, recoverservers, lost and keepservers.</summary>
public class QuorumDirectivesTests
{
    [Fact]
    public void Settings_AreTheSectionsThenTheFilesThenTheOriginals()
    {
        Assert.True(Service("real = 127.0.0.2 masq").Quorum.IsDefault);
        Assert.Equal(
            new QuorumSettings(new(50, true), new(3, false), LostMode.All),
            Service("minservers = 50%|lost = all", "minservers = 2|recoverservers = 3|lost = join").Quorum);
    }

    [Fact]
    public void Keepservers_IsTheSectionsThenTheFiles_And0SwitchesItOff()
    {
        Assert.Equal(QuorumSettings.Default with { KeepPercent = 50 }, Service("keepservers = 50% # half").Quorum);
        Assert.Equal(75, Service("real = 127.0.0.2 masq", "keepservers = 75%").Quorum.KeepPercent);
        Assert.True(Service("keepservers = 0%", "keepservers = 75%").Quorum.IsDefault);
    }

    [Theory]
    [InlineData("keepservers = 2", "invalid keepservers \"2\": expected percent from 0% to 100%, as in 50%")]
    [InlineData("keepservers = 101%", "invalid keepservers \"101%\"")]
    [InlineData("keepservers = %", "invalid keepservers \"%\"")]
    [InlineData("keepservers =", "invalid keepservers \"\"")]
    [InlineData("minservers = %", "invalid minservers \"%\"")]
    [InlineData("minservers = 0", "invalid minservers \"0\": expected a number of servers from 1, or percent, as in 50%")]
    [InlineData("minservers = 101%", "invalid minservers \"101%\"")]
    [InlineData("recoverservers = half", "invalid recoverservers \"half\"")]
    [InlineData("recoverservers =", "invalid recoverservers \"\"")]
    [InlineData("lost = panic", "invalid lost \"panic\": expected fallback, join or all")]
    public void OtherValue_IsAnError(string line, string message)
    {
        var error = Assert.Single(Read(FileWith(line)).Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("minservers = 3", "minservers = 3 is lowered to 2, the number of real servers with a weight")]
    [InlineData("minservers = 2|recoverservers = 1", "recoverservers = 1 is less than minservers = 2, which counts instead")]
    [InlineData("minservers = 2|lost = join", "lost = join has no effect without a fallback")]
    [InlineData("minservers = 2|recoverservers = 100%", null)]
    [InlineData("keepservers = 50%", null)] // without a fallback nothing overrides it
    [InlineData(
        "keepservers = 50%|fallback = 127.0.0.9:80",
        "keepservers = 50% has no effect: with fewer than 1 of 2 servers up, the fallback serves alone (lost = fallback)")]
    [InlineData(
        "keepservers = 50%|lost = all",
        "keepservers = 50% has no effect: with fewer than 1 of 2 servers up, lost = all puts every server in")]
    [InlineData("keepservers = 50%|fallback = 127.0.0.9:80|lost = join", null)]
    [InlineData(
        "keepservers = 60%|fallback = 127.0.0.9:80",
        "keepservers = 60% is all of the 2 servers: while the service is not lost, none leaves")]
    public void ValueWithoutItsEffect_IsWarnedOf(string lines, string? warning) =>
        Assert.Equal(
            warning is null ? [] : [warning],
            Read(FileWith($"checktype = connect|real = 127.0.0.2:80 masq|real = 127.0.0.3:80 masq|{lines}")).Diagnostics
                .Where(diagnostic => !diagnostic.IsPortability).Select(diagnostic => diagnostic.Message));
}
