using Ldirectord.Text;

namespace Ldirectord.Tests.Text;

public class DurationTests
{
    [Theory]
    [InlineData("0", 0, "0s")]
    [InlineData("90", 90, "90s")]
    [InlineData("90s", 90, "90s")]
    [InlineData("60", 60, "1m")]
    [InlineData("10m", 600, "10m")]
    [InlineData("2h", 7200, "2h")]
    [InlineData("7d", 604_800, "7d")]
    [InlineData("3650d", 315_360_000, "3650d")]
    public void Length_IsReadAndWritten(string text, int seconds, string written)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));
        Assert.Equal(written, Duration.Of(TimeSpan.FromSeconds(seconds)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-1")]
    [InlineData("1.5h")]
    [InlineData("1 h")]
    [InlineData("1w")]
    [InlineData("3651d")]
    [InlineData("99999999999")]
    public void OtherText_IsNoLength(string text) => Assert.Null(Duration.Parse(text));
}
