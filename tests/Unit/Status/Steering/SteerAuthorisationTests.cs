using Ldirectord.Status;
using Ldirectord.Tests.Support;
using Microsoft.Extensions.Primitives;

namespace Ldirectord.Tests.Status;

public sealed class SteerAuthorisationTests : IDisposable
{
    private const uint Daemon = 990;
    private const string Token = "alices-token-0123456789";

    private readonly TemporaryFolder _folder = new();
    private readonly string _tokens;

    public SteerAuthorisationTests()
    {
        _tokens = _folder.Write("tokens", $"alice {Token}\n");
        File.SetUnixFileMode(_tokens, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>User of the connected process, Authorization, another header, whom it says it asks for: who asks, or the status.</summary>
    [Theory]
    [InlineData(0u, "", "", null, "root")]
    [InlineData(0u, "", "", "bob", "bob")]
    [InlineData(0u, "", "", "bo\u001bb", "bo\\x1Bb")]
    [InlineData(Daemon, "", "", null, "990")]
    [InlineData(Daemon, "", "", "bob", "990")]
    [InlineData(1000u, "", "", null, "401")]
    [InlineData(1000u, "", "", "root", "401")]
    [InlineData(null, "", "", null, "401")]
    [InlineData(0u, "", "Origin", null, "401")]
    [InlineData(0u, "", "Sec-Fetch-Site", null, "401")]
    [InlineData(0u, "", "Via", "bob", "401")]
    [InlineData(1000u, "Bearer " + Token, "", null, "alice")]
    [InlineData(1000u, "bearer  " + Token, "", "bob", "alice")]
    [InlineData(null, "Bearer " + Token, "Origin", null, "alice")]
    [InlineData(0u, "Bearer " + Token, "", "bob", "alice")]
    [InlineData(1000u, "Bearer wrong-token-0123456789", "", null, "401")]
    [InlineData(0u, "Bearer wrong-token-0123456789", "", null, "401")]
    [InlineData(1000u, "Bearer", "", null, "401")]
    [InlineData(1000u, "Basic " + Token, "", null, "401")]
    [InlineData(1000u, Token, "", null, "401")]
    public async Task WhoMaySteer_IsKnownByUserOrToken(uint? user, string authorization, string header, string? told, string expected) =>
        Assert.Equal(expected, await AskAsync(_tokens, user, authorization, header, told));

    [Fact]
    public async Task WithoutSteertoken_NoTokenCounts() =>
        Assert.Equal("401", await AskAsync(null, 1000, $"Bearer {Token}", "", null));

    [Fact]
    public async Task UnfitFile_Is503_AndRootSteersAllTheSame()
    {
        File.SetUnixFileMode(_tokens, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Equal("503", await AskAsync(_tokens, 1000, $"Bearer {Token}", "", null));
        Assert.Equal("root", await AskAsync(_tokens, 0, "", "", null));
    }

    private static async Task<string> AskAsync(string? tokens, uint? user, string authorization, string header, string? told)
    {
        var authorisation = new SteerAuthorisation(_ => Task.FromResult(tokens), Daemon, id => id == 0 ? "root" : null);
        var question = new HttpQuestion("POST", "/", new Dictionary<string, StringValues>())
        {
            Header = name => name == "Authorization" ? authorization : name == header ? "x" : "",
            Body = Stream.Null,
            User = user,
        };
        var (who, refusal) = await authorisation.AskAsync(question, told, CancellationToken.None);
        Assert.Equal(refusal is null, who.Length > 0);
        return refusal is null ? who : $"{refusal.Status}";
    }
}
