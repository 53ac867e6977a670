using Ldirectord.Checks;
using Ldirectord.Health;

namespace Ldirectord.Tests.Health;

/// <summary>When it is said that nobody knows how a server is.</summary>
public sealed class UnknownResultsTests
{
    /// <summary>u: unknown; s: this machine lacks something; p: passed; f: failed. After each: whether it is said.</summary>
    [Theory]
    [InlineData(1, "u", "1")]
    [InlineData(1, "uuuu", "1111")]
    [InlineData(3, "uuu", "001")]
    [InlineData(3, "uuuuup", "001110")]
    [InlineData(3, "uuuf", "0010")]
    [InlineData(3, "uupuu", "00000")]
    [InlineData(3, "uusu", "0001")]
    [InlineData(2, "uusp", "0110")]
    [InlineData(2, "uupuu", "01001")]
    public void FailurecountInARow_AreSaidOnce(int failureCount, string results, string said)
    {
        var unknown = default(UnknownResults);
        var seen = "";
        foreach (var letter in results)
        {
            unknown = unknown.Next(new CheckResult(CodeOf(letter), ""), failureCount);
            seen += unknown.IsSaid ? "1" : "0";
        }

        Assert.Equal(said, seen);
    }

    [Fact]
    public void Count_EndsAtFailurecount_HoweverLongItGoesOn()
    {
        var unknown = default(UnknownResults);
        for (var i = 0; i < 10; i++)
            unknown = unknown.Next(new CheckResult(StatusCode.ProgramUnknown, ""), failureCount: 3);
        Assert.Equal(new UnknownResults(3, IsSaid: true), unknown);
    }

    private static StatusCode CodeOf(char letter) => letter switch
    {
        'u' => StatusCode.ProgramUnknown,
        's' => StatusCode.LocalShortage,
        'p' => StatusCode.ProgramOk,
        _ => StatusCode.ProgramFailed,
    };
}
