using System.Text;
using System.Text.Json;
using Ldirectord.Config;
using Ldirectord.Planning;
using Ldirectord.Status;
using Ldirectord.Tests.Support;
using Microsoft.Extensions.Primitives;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Status;

/// <summary>withdraw and announce, asked of a director at work.</summary>
public sealed class AnnounceResourcesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PlayedInterfaces _interfaces = new();

    private static VirtualService Announced(string address) =>
        Virtual($"{address}:80", Real("10.0.1.1:80")) with { Announce = new AnnounceSettings("dummy0") };

    private DirectorConfig Two => Of(Announced("10.0.0.1"), Announced("10.0.0.2")) with { MaintenanceDirectory = _folder.FullName };

    private string Files => string.Join(' ', Directory.EnumerateFiles(_folder.FullName).Select(Path.GetFileName).Order());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Withdraw_IsTrue_WhenItIsAnswered_AndAnnounceEndsIt()
    {
        await using var director = await StartAsync(Two);
        var answer = await DoAsync(director, "withdraw", """{"server":"10.0.0.1","reason":"cables","until":"2h"}""");
        Assert.Equal(
            new AnnounceReport("10.0.0.1", "dummy0", AnnounceState.Withdrawn,
                "withdrawn: cables, by root, until 2026-11-20T11:18:31Z"), Assert.Single(answer.Addresses!));
        Assert.Equal("10.0.0.1+withdraw", Files);
        Assert.Equal("add 10.0.0.1 dummy0, add 10.0.0.2 dummy0, del 10.0.0.1 dummy0", _interfaces.Done);
        answer = await DoAsync(director, "announce", """{"server":"10.0.0.1"}""");
        Assert.Equal(AnnounceState.Announced, Assert.Single(answer.Addresses!).State);
        Assert.Equal(["10.0.0.1+withdraw"], answer.Files);
        Assert.Equal("", Files);
        Assert.Contains("By command of root: withdraw 10.0.0.1", director.Log.Lines);
    }

    [Fact]
    public async Task WithoutAnAddress_AllAreMeant_AndOneIsNotAnnouncedMeanwhile()
    {
        await using var director = await StartAsync(Two);
        Assert.Equal(2, (await DoAsync(director, "withdraw", "{}")).Addresses!.Count(one => one.State == AnnounceState.Withdrawn));
        Assert.Equal("all+withdraw", Files);
        Assert.Equal(
            (409, "all+withdraw in maintenancedir withdraws every address: nothing was done; announce without an address ends it"),
            await RefusedAsync(director, "announce", """{"server":"10.0.0.2"}"""));
        await DoAsync(director, "withdraw", """{"server":"10.0.0.2"}""");
        Assert.Equal(2, (await DoAsync(director, "announce", "{}")).Addresses!.Count(one => one.State == AnnounceState.Announced));
        Assert.Equal("", Files);
    }

    [Theory]
    [InlineData("withdraw", """{"server":"10.0.0.9"}""", 404, "the configuration does not announce 10.0.0.9: expected one of 10.0.0.1, ")]
    [InlineData("withdraw", """{"server":"10.0.0.1:80"}""", 400, "invalid address \"10.0.0.1:80\": expected one that announce names")]
    [InlineData("withdraw", """{"server":"web1"}""", 400, "invalid address \"web1\"")]
    [InlineData("withdraw", """{"virtual":"tcp:10.0.0.1:80"}""", 400, "virtual belongs to orders of real servers")]
    [InlineData("withdraw", """{"hard":true}""", 400, "hard belongs to drain")]
    [InlineData("withdraw", """{"force":true}""", 400, "force belongs to orders of real servers")]
    [InlineData("withdraw", """{"until":"soon"}""", 400, "invalid until \"soon\"")]
    [InlineData("announce", """{"reason":"a"}""", 400, "until and reason belong to drain, maintenance, weight and withdraw")]
    public async Task OtherOrder_IsRefused_AndNothingIsDone(string action, string body, int status, string message)
    {
        await using var director = await StartAsync(Two);
        var refused = await RefusedAsync(director, action, body);
        Assert.Equal(status, refused.Status);
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.Equal("", Files);
    }

    [Fact]
    public async Task WithoutAnnounceOrADirectory_IsRefused()
    {
        await using var silent = await StartAsync(Of(Virtual("10.0.0.1:80")) with { MaintenanceDirectory = _folder.FullName });
        Assert.Equal(
            (404, "the configuration announces no address: expected announce = INTERFACE in it"),
            await RefusedAsync(silent, "withdraw", "{}"));
        await using var homeless = await StartAsync(Of(Announced("10.0.0.1")));
        Assert.Equal(503, (await RefusedAsync(homeless, "withdraw", "{}")).Status);
    }

    private async Task<RunningDirector> StartAsync(DirectorConfig config)
    {
        var director = new RunningDirector(config, interfaces: _interfaces);
        await director.FirstRoundAsync();
        _ = await director.SnapshotAsync();
        return director;
    }

    private static async Task<SteerAnswer> DoAsync(RunningDirector director, string action, string body)
    {
        var answer = await AskAsync(director, action, body);
        Assert.True(answer.Status == 200, Encoding.UTF8.GetString(answer.Body.Span));
        return JsonSerializer.Deserialize(answer.Body.Span, SteerJson.Default.SteerAnswer)!;
    }

    private static async Task<(int Status, string Message)> RefusedAsync(RunningDirector director, string action, string body)
    {
        var answer = await AskAsync(director, action, body);
        using var problem = JsonDocument.Parse(answer.Body);
        return (answer.Status, problem.RootElement.GetProperty("detail").GetString()!);
    }

    private static Task<HttpAnswer> AskAsync(RunningDirector director, string action, string body)
    {
        var authorisation = new SteerAuthorisation(_ => Task.FromResult<string?>(null), ownUser: 0, id => id == 0 ? "root" : null);
        var routes = new HttpRoutes(new SteerResources(director.Loop, authorisation, false, director.Log, director.Time).All);
        var question = new HttpQuestion("POST", $"/api/v1/{action}", new Dictionary<string, StringValues>())
        {
            Header = name => name switch { "Content-Type" => "application/json", "Host" => "localhost", _ => "" },
            Body = new MemoryStream(Encoding.UTF8.GetBytes(body)),
            User = 0,
        };
        return routes.AnswerAsync(question, CancellationToken.None);
    }
}
