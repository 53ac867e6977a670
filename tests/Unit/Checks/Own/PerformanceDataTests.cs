using Ldirectord.Checks;

namespace Ldirectord.Tests.Checks;

/// <summary>The weight in a plugin's performance data.</summary>
public sealed class PerformanceDataTests
{
    [Theory]
    [InlineData("OK | weight=45", 45, false)]
    [InlineData("OK | weight=45%", 45, true)]
    [InlineData("OK|weight=0", 0, false)]
    [InlineData("OK | weight=100%;80;90;0;100", 100, true)]
    [InlineData("OK | time=0.01s;;;0.0 'free space'=3MB weight=7 size=1B", 7, false)]
    [InlineData("OK | 'weight'=7", 7, false)]
    [InlineData("OK | weight=1 weight=2", 1, false)]
    [InlineData("OK | a| weight=2147483647", 2147483647, false)]
    public void Weight_IsRead(string line, int value, bool isPercent) =>
        Assert.Equal(new WeightAnswer(value, isPercent), PerformanceData.Weight(line));

    [Theory]
    [InlineData("")]
    [InlineData("OK weight=5")]
    [InlineData("|")]
    [InlineData("OK | time=1s")]
    [InlineData("OK | weight=")]
    [InlineData("OK | weight")]
    [InlineData("OK | weight 5")]
    [InlineData("OK | weight=-1")]
    [InlineData("OK | weight=1.5")]
    [InlineData("OK | weight=5s")]
    [InlineData("OK | weight=101%")]
    [InlineData("OK | weight=%")]
    [InlineData("OK | weight=2147483648")]
    [InlineData("OK | weights=5")]
    [InlineData("OK | 'the weight=5'=3")]
    [InlineData("OK | 'weight=5")]
    [InlineData("OK | '")]
    [InlineData("OK | ''")]
    [InlineData("OK | = = =")]
    public void AnythingElse_IsNoWeight(string line) => Assert.Null(PerformanceData.Weight(line));
}
