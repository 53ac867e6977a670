
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Daemon;

/// <summary>A caller that has closed standard streams: a service manager's script, cron, another daemon.</summary>
public sealed class StandardStreamsTests
{
    private static readonly string s_program = Repository.PathOf("artifacts", "ldirectord");

    [Theory]
    [InlineData("2>&-", "--version", 0)]
    [InlineData(">&- 2>&-", "--version", 0)]
    [InlineData("<&- >&- 2>&-", "--version", 0)]
    [InlineData("<&- >&- 2>&-", "-x", 255)]
    [InlineData("2</dev/null", "-x", 1)] // not to be written to
    public async Task ClosedStandardStream_IsHarmless(string redirection, string word, int expected)
    {
        var (code, _) = await Tool.RunAsync("/bin/sh", ["-c", $"\"$0\" {word} {redirection}", s_program]);
        Assert.Equal(expected, code);
    }
}
