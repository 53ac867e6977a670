using System.Text;
using Ldirectord.Checks;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class PerlPatternTests
{
    [Theory]
    [InlineData("It works", "<h1>It works!</h1>", true)]
    [InlineData("it works", "It works", false)]
    [InlineData("(?i)it works", "It works", true)]
    [InlineData("^b", "a\nb", false)]
    [InlineData("(?m)^b", "a\nb", true)]
    [InlineData("a.b", "a\nb", false)]
    [InlineData("a.b", "a\rb", true)]
    [InlineData("b$", "ab\n", true)]
    [InlineData("b$", "ab\n\n", false)]
    [InlineData("\\d{3}(?=ms)", "123ms", true)]
    [InlineData("(a|b)\\1", "abb", true)]
    [InlineData("\\xE9", "caf\u00E9", true)]
    [InlineData("caf\u00E9", "caf\u00E9", true)]
    [InlineData("^.{2}$", "\u00C3\u00A9", true)]
    [InlineData("user@host $x", "user@host", false)]
    public async Task Pattern_MatchesAsPerlDoes(string pattern, string text, bool matches)
    {
        Assert.True(PerlPattern.TryCompile(pattern, out var error), error);
        Assert.Equal(matches, await MatchAsync(PerlPattern.Get(pattern), text));
    }

    [Theory]
    [InlineData("(unclosed", "not a regular expression: missing closing parenthesis (at the end of \"(unclosed\")")]
    [InlineData("*", "not a regular expression: quantifier does not follow a repeatable item (at character 1 of \"*\")")]
    public void InvalidPattern_IsRefusedInWords(string pattern, string words)
    {
        Assert.False(PerlPattern.TryCompile(pattern, out var error));
        Assert.Equal(words, error);
    }

    [Fact]
    public async Task LongAnswer_IsMatchedOffTheCallersThread_WithTheSameResult()
    {
        var text = new string('x', 1 << 20) + "end";

        Assert.True(await MatchAsync(PerlPattern.Get("end$"), text));
        Assert.False(await MatchAsync(PerlPattern.Get("y"), text));
        Assert.True(await MatchAsync(PerlPattern.Get("x+.*end"), text));
    }

    [Fact]
    public async Task BacktrackingPattern_EndsWithTheToken_AndDelaysNoOther()
    {
        using var deadline = new CancellationTokenSource();
        await Reactor.Shared.EnterAsync();
        var hopeless = Enumerable.Range(0, 20)
            .Select(_ => PerlPattern.Get("^(a+)+$").MatchAsync(Encoding.Latin1.GetBytes(new string('a', 60) + "!"), deadline.Token)
                .AsTask())
            .ToArray();

        Assert.True(await MatchAsync(PerlPattern.Get("end$"), new string('x', 10_000) + "end"));
        await deadline.CancelAsync();

        foreach (var match in hopeless)
        {
            var stalled = await Assert.ThrowsAsync<WaitCanceledException>(() => match.WaitAsync(Probing.Ample));
            Assert.Equal("the answer came, but matching it against /^(a+)+$/ did not end", stalled.Message);
        }
    }

    [Fact]
    public async Task ByLine_LooksAtEachLineByItself()
    {
        var pattern = PerlPattern.Get("^two$", byLine: true);

        Assert.True(await MatchAsync(pattern, "one\ntwo\nthree"));
        Assert.False(await MatchAsync(pattern, "one two\n"));
        Assert.False(await pattern.MatchAsync("one\ntwo"u8.ToArray(), CancellationToken.None, complete: false));
    }

    private static async Task<bool> MatchAsync(PerlPattern pattern, string text) =>
        await pattern.MatchAsync(Encoding.Latin1.GetBytes(text), CancellationToken.None);
}
