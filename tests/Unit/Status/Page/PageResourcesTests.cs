using System.Text;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Status;
using Microsoft.AspNetCore.WebUtilities;

namespace Ldirectord.Tests.Status;

public class PageResourcesTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    [Fact]
    public async Task Page_RunsNothingButItsOwnFiles()
    {
        var answer = await AskAsync("/");
        var policy = answer.Headers.Single(header => header.Name == "Content-Security-Policy").Value;
        string[] parts = ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"];
        foreach (var part in parts)
            Assert.Contains(part, policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal((200, "text/html; charset=utf-8"), (answer.Status, answer.ContentType));
    }

    [Fact]
    public async Task StyleAndScript_MayBeKept_UnderTheAddressThatThePageNames()
    {
        var page = Text(await AskAsync("/"));
        foreach (var asset in (PageAsset[])[PageAssets.Style, PageAssets.Script, PageAssets.Icon])
        {
            Assert.Contains($"\"{asset.Address}\"", page, StringComparison.Ordinal);
            Assert.Contains(("Cache-Control", "public, max-age=31536000, immutable"), (await AskAsync(asset.Address)).Headers);
            Assert.Contains(("Cache-Control", "no-cache"), (await AskAsync($"{asset.Path}?v=old")).Headers);
        }
    }

    [Fact]
    public async Task DirectorThatDoesNotAnswer_IsAProblemOfThePage_AndNoError()
    {
        var answer = await AskAsync("/", new PageSource("paris", "/directors/paris", (_, _) => throw new IOException("nobody listens")));
        Assert.Equal(200, answer.Status);
        Assert.Contains("does not answer: nobody listens", Text(answer), StringComparison.Ordinal);
        Assert.Contains("there is no such director: expected one of paris", Text(await AskAsync(
            "/servers/10.0.0.2:80?director=x", new PageSource("paris", "/directors/paris", (_, _) => throw new IOException("")))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", 400, "Servers 1 to 400 of 900")]
    [InlineData("/?from=800", 100, "Servers 801 to 900 of 900")]
    [InlineData("/?from=-1&sort=nonsense", 400, "Servers 1 to 400 of 900")]
    [InlineData("/?q=10.0.0.7:80", 1, "10.0.0.7:80")]
    [InlineData("/?only=problems", 1, "cannot connect")]
    [InlineData("/?q=nowhere", 0, "No server matches.")]
    public async Task Question_ChoosesTheRows(string resource, int rows, string text)
    {
        var page = Text(await AskAsync(resource));
        Assert.Equal(rows, page.Split("<tr class=\"row ").Length - 1);
        Assert.Contains(text, page, StringComparison.Ordinal);
    }

    private static async Task<HttpAnswer> AskAsync(string resource, PageSource? source = null)
    {
        source ??= new PageSource("lvs1", "", (_, _) => Task.FromResult((200, Report().ToJson())));
        var question = resource.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? resource : resource[..question];
        return await new HttpRoutes(new PageResources(() => [source], TimeProvider.System).All).AnswerAsync(
            new HttpQuestion("GET", path, QueryHelpers.ParseQuery(question < 0 ? "" : resource[question..]))
            {
                Header = _ => "",
                Body = Stream.Null,
            },
            CancellationToken.None);
    }

    private static string Text(HttpAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span);

    /// <summary>900 servers, one of which is down.</summary>
    private static StatusReport Report() => new("/etc/ha.d/web.cf", s_now, false,
    [
        new ServiceReport("tcp:10.1.0.1:80", "TCP  10.1.0.1:80 rr", "rr", true,
        [
            .. Enumerable.Range(0, 900).Select(n => new ServerReport(
                $"10.0.{n / 250}.{n % 250}:80", "Masq", 1, 1, 0, 0, n == 500 ? ReportedHealth.Down : ReportedHealth.Up,
                n == 500 ? StatusCode.ConnectRefused : StatusCode.Connected, n == 500 ? "cannot connect" : "connected", 1, 0,
                s_now, false, null)),
        ]),
    ]);
}
