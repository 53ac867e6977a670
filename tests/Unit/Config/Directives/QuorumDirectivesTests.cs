using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>minservers, recoverservers and lost.</summary>
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

    [Theory]
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
    public void ValueWithoutItsEffect_IsWarnedOf(string lines, string? warning) =>
        Assert.Equal(
            warning is null ? [] : [warning],
            Read(FileWith($"checktype = connect|real = 127.0.0.2:80 masq|real = 127.0.0.3:80 masq|{lines}")).Diagnostics
                .Where(diagnostic => !diagnostic.IsPortability).Select(diagnostic => diagnostic.Message));
}
