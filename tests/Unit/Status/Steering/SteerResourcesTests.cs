using System.Text;
using System.Text.Json;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Status;
using Ldirectord.Tests.Support;
using Microsoft.Extensions.Primitives;

namespace Ldirectord.Tests.Status;

/// <summary>The resources of commands, asked of a director at work.</summary>
public sealed class SteerResourcesTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Backend _first = new(), _second = new();
    private readonly VirtualService _web;
    private readonly VirtualService _tls;
    private readonly RunningDirector _director;
    private HttpRoutes? _routes;

    public SteerResourcesTests()
    {
        _web = Configs.Virtual("10.0.0.1:80", Configs.Real("10.0.1.1:80", _first), Configs.Real("10.0.1.2:80", _second));
        _tls = Configs.Virtual("10.0.0.1:443", Configs.Real("10.0.1.1:443", _first), Configs.Real("10.0.1.3:443"));
        _tls = _tls with { Service = _tls.Service with { Flags = ServiceFlags.Persistent, PersistenceTimeout = 300 } };
        _director = new RunningDirector(
            Configs.Of(_web, _tls) with { MaintenanceDirectory = _folder.FullName },
            resolve: address => Task.FromResult<string?>(address.ToString() == "10.0.1.2" ? "web2.example.org" : null));
    }

    private string Files => string.Join(' ', Directory.EnumerateFiles(_folder.FullName).Select(Path.GetFileName).Order());

    public async ValueTask InitializeAsync()
    {
        await _director.FirstRoundAsync();
        await Eventually.EqualAsync("10.0.1.1:80 1, 10.0.1.2:80 1", () => _director.In(_web));
        await Eventually.EqualAsync("10.0.1.1:443 1, 10.0.1.3:443 1", () => _director.In(_tls));
    }

    public async ValueTask DisposeAsync()
    {
        await _director.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Drain_IsInTheTable_WhenItIsAnswered()
    {
        _director.Table.ActiveConnections = 3;
        var answer = await SteerAsync("drain", """{"server":"10.0.1.1","reason":"new disk","until":"2h"}""");
        Assert.Equal("10.0.1.1", Files);
        Assert.Equal(
            "new disk\nmode: drain\nwho: root\nsince: 2026-11-20T09:18:31Z\nuntil: 2026-11-20T11:18:31Z\n",
            await File.ReadAllTextAsync(_folder.Path("10.0.1.1"), TestContext.Current.CancellationToken));
        Assert.Equal("10.0.1.1:80 0, 10.0.1.2:80 1", _director.In(_web));
        Assert.Equal(
            ("tcp:10.0.0.1:80", "10.0.1.1:80", "draining", "up", 0, 3u),
            answer.Servers[0] switch { var s => (s.Virtual, s.Real, s.State, s.Health, s.Weight ?? -1, s.Active) });
        Assert.StartsWith("gets no new clients; 3 active connections left; it leaves the table with its last connection, after ",
            answer.Servers[0].Sentence, StringComparison.Ordinal);
        Assert.Equal(["10.0.1.1:80", "10.0.1.1:443"], answer.Servers.Select(server => server.Real));
        Assert.Contains("the service is persistent", answer.Servers[1].Sentence, StringComparison.Ordinal);
        Assert.Contains(_director.Log.Lines, line => line.Contains("By command of root: drain 10.0.1.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Enable_TakesEveryFileOfTheHostAway_AndTheServersAreCheckedAgain()
    {
        await SteerAsync("maintenance", """{"server":"10.0.1.1"}""");
        await SteerAsync("drain", """{"server":"10.0.1.1:80","virtual":"10.0.0.1:80"}""");
        Assert.Equal("10.0.1.1 10.0.1.1:80@tcp:10.0.0.1:80", Files);
        var answer = await SteerAsync("enable", """{"server":"10.0.1.1"}""");
        Assert.Equal("", Files);
        Assert.Equal(["10.0.1.1", "10.0.1.1:80@tcp:10.0.0.1:80"], answer.Files);
        Assert.All(answer.Servers, server => Assert.Equal("ready", server.State));
        await Eventually.EqualAsync("10.0.1.1:80 1, 10.0.1.2:80 1", () => _director.In(_web));
    }

    [Fact]
    public async Task Enable_OfOnePortOfAHostThatIsOut_IsRefused()
    {
        await SteerAsync("maintenance", """{"server":"10.0.1.1"}""");
        await RefusedAsync("enable", """{"server":"10.0.1.1:80"}""", 409, "10.0.1.1 in maintenancedir names more than 10.0.1.1:80: ");
        Assert.Equal("10.0.1.1", Files);
        Assert.Empty((await SteerAsync("enable", """{"server":"10.0.1.2"}""")).Files);
    }

    [Fact]
    public async Task LastServerOfAService_IsTakenOutByForceAlone()
    {
        await SteerAsync("maintenance", """{"server":"10.0.1.2"}""");
        await RefusedAsync(
            "drain", """{"server":"10.0.1.1"}""", 409,
            "10.0.1.1 is the last server that is up in tcp:10.0.0.1:80: nothing was done; --force does it all the same");
        await RefusedAsync("weight", """{"server":"10.0.1.1:80","weight":"0"}""", 409, "10.0.1.1:80 is the last server that is up");
        Assert.Equal("10.0.1.2", Files);
        await SteerAsync("drain", """{"server":"10.0.1.1:443"}""");
        await SteerAsync("drain", """{"server":"10.0.1.1","force":true}""");
        Assert.Equal("10.0.1.1 10.0.1.1:443 10.0.1.2", Files);
    }

    [Fact]
    public async Task TwoCommandsTogether_DoNotEmptyAService()
    {
        var both = await Task.WhenAll(
            AnswerAsync("drain", """{"server":"10.0.1.1:80"}"""), AnswerAsync("drain", """{"server":"10.0.1.2:80"}"""));
        Assert.Equal([200, 409], both.Select(answer => answer.Status).Order());
    }

    [Fact]
    public async Task Weight_IsGivenAndTakenBack()
    {
        var answer = await SteerAsync("weight", """{"server":"10.0.1.1:80","virtual":"tcp:10.0.0.1:80","weight":"7"}""");
        Assert.Equal("10.0.1.1:80@tcp:10.0.0.1:80+weight", Files);
        Assert.Equal(("10.0.1.1:80 7, 10.0.1.2:80 1", 7), (_director.In(_web), Assert.Single(answer.Servers).Weight));
        await SteerAsync("weight", """{"server":"10.0.1.1","weight":"auto"}""");
        Assert.Equal(("", "10.0.1.1:80 1, 10.0.1.2:80 1"), (Files, _director.In(_web)));
    }

    [Fact]
    public async Task Recheck_AnswersWithNewResults()
    {
        _second.Die("no route");
        var before = _second.Probes;
        var recheck = AnswerAsync("recheck", """{"server":"10.0.1.2"}""");
        await _director.AdvanceUntilAsync(() => recheck.IsCompleted, TimeSpan.FromSeconds(5));
        var server = Assert.Single(Read(await recheck).Servers);
        Assert.Equal(("down", "ready", "stays out until its checks pass: no route"), (server.Health, server.State, server.Sentence));
        Assert.Equal(before + 1, _second.Probes);
        // A server that is down is checked, too.
        _second.Return();
        recheck = AnswerAsync("recheck", """{"server":"10.0.1.2"}""");
        await _director.AdvanceUntilAsync(() => recheck.IsCompleted, TimeSpan.FromSeconds(5));
        Assert.Equal("up", Assert.Single(Read(await recheck).Servers).Health);
    }

    [Fact]
    public async Task Name_IsThatOfTheAddress_OnceItIsKnown()
    {
        await SteerAsync("maintenance", """{"server":"10.0.1.1"}""");
        await _director.AdvanceUntilAsync(
            () => AnswerAsync("recheck", """{"server":"web2"}""").IsCompleted || KnowsName(), TimeSpan.FromSeconds(5));
        await SteerAsync("maintenance", """{"server":"web2","force":true}""");
        Assert.Equal("10.0.1.1 10.0.1.2", Files);

        bool KnowsName() => _director.Loop.AskAsync(state => state.Maintenance.Names.Count > 0, CancellationToken.None).Result;
    }

    [Theory]
    [InlineData("drain", """{"server":"10.9.9.9"}""", 404, "there is no real server 10.9.9.9: expected one of 10.0.1.1:80, 10.0.1.2:80")]
    [InlineData("drain", """{"server":"10.0.1.1:81"}""", 404, "there is no real server 10.0.1.1:81: expected one of")]
    [InlineData("drain", """{"server":"10.0.1.1","virtual":"x"}""", 404,
        "there is no virtual service x: expected one of tcp:10.0.0.1:80, tcp:10.0.0.1:443")]
    [InlineData("drain", """{"server":"10.0.1.3","virtual":"10.0.0.1:80"}""", 404,
        "10.0.0.1:80 has no real server 10.0.1.3: expected one of 10.0.1.1:80, 10.0.1.2:80")]
    [InlineData("drain", """{"server":"../x"}""", 400, "invalid server \"../x\"")]
    [InlineData("drain", """{"server":"10.0.1.1","until":"x"}""", 400, "invalid until \"x\"")]
    [InlineData("drain", """{"server":1}""", 400, "the body is wrong at $.server: expected as in")]
    [InlineData("drain", """{"srv":"10.0.1.1"}""", 400, "the body is wrong at $.srv: expected as in")]
    [InlineData("drain", "", 400, "the body is wrong at")]
    [InlineData("drain", "null", 400, "the body is wrong at")]
    [InlineData("drain", "[", 400, "the body is wrong at")]
    [InlineData("weight", """{"server":"10.0.1.1"}""", 400, "invalid weight \"\"")]
    public async Task WrongRequest_IsRefused_AndNothingIsWritten(string action, string body, int status, string detail)
    {
        await RefusedAsync(action, body, status, detail);
        Assert.Equal("", Files);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Content-Type", "text/plain", 415)]
    [InlineData("Content-Type", "application/x-www-form-urlencoded", 415)]
    [InlineData("Content-Type", "", 415)]
    [InlineData("Content-Type", "application/json; charset=utf-8", 200)]
    [InlineData("Authorization", "Bearer guess", 401)]
    public async Task HeaderOfAStranger_IsRefused(string header, string value, int status)
    {
        var answer = await AnswerAsync("drain", """{"server":"10.0.1.1"}""", (header, value));
        Assert.Equal((status, status == 200 ? "10.0.1.1" : ""), (answer.Status, Files));
    }

    [Fact]
    public async Task Progress_IsToldWithoutAToken()
    {
        await SteerAsync("drain", """{"server":"10.0.1.1:80"}""");
        var answer = await Routes().AnswerAsync(
            Question("GET", "/api/v1/drain", "") with
            {
                Query = new Dictionary<string, StringValues> { ["server"] = "10.0.1.1:80", ["virtual"] = "tcp:10.0.0.1:80" },
                User = 1000,
            },
            CancellationToken.None);
        var server = Assert.Single(Read(answer).Servers);
        Assert.Equal(("drained", false, "is out of the table: no connections left"), (server.State, server.Cut, server.Sentence));
    }

    [Fact]
    public async Task DrainPastItsLimit_SaysWhatWasCut()
    {
        _director.Table.ActiveConnections = 2;
        await SteerAsync("drain", """{"server":"10.0.1.1:80","limit":"10s"}""");
        await _director.AdvanceUntilAsync(() => _director.In(_web) == "10.0.1.2:80 1", TimeSpan.FromSeconds(20));
        var server = Assert.Single(Read(await Routes().AnswerAsync(
            Question("GET", "/api/v1/drain", "") with { Query = new Dictionary<string, StringValues> { ["server"] = "10.0.1.1:80" } },
            CancellationToken.None)).Servers);
        Assert.Equal(("drained", true, "is out of the table: 2 connections left after 10s"), (server.State, server.Cut, server.Sentence));
    }

    [Fact]
    public async Task DryRun_WritesNothing()
    {
        var answer = await Routes(isDryRun: true).AnswerAsync(
            Question("POST", "/api/v1/drain", """{"server":"10.0.1.1"}"""), CancellationToken.None);
        Assert.Equal((409, ""), (answer.Status, Files));
    }

    [Fact]
    public async Task DirectoryThatCannotBeWritten_Is503()
    {
        Directory.Delete(_folder.FullName, recursive: true);
        await RefusedAsync("drain", """{"server":"10.0.1.1"}""", 503, $"maintenancedir {_folder.FullName} cannot be written: ");
        Directory.CreateDirectory(_folder.FullName);
    }

    [Fact]
    public async Task WithoutMaintenancedir_TheDirectiveIsNamed()
    {
        await using var director = new RunningDirector(Configs.Of(_web));
        await director.FirstRoundAsync();
        var answer = await Routes(director: director).AnswerAsync(
            Question("POST", "/api/v1/drain", """{"server":"10.0.1.1"}"""), CancellationToken.None);
        Assert.Equal(503, answer.Status);
        Assert.Contains("expected maintenancedir = /PATH", Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongToken_IsLoggedOnceAMinute_WithoutTheToken()
    {
        const string secret = "wrong-token-0123456789abcdef";
        async Task TryAsync(params (string, string)[] more) => Assert.Equal(
            401, (await AnswerAsync("recheck", "{}", [("Authorization", $"Bearer {secret}"), .. more])).Status);

        await TryAsync();
        await TryAsync();
        await TryAsync();
        _director.Time.Advance(RefusalCount.Interval);
        await TryAsync(("Via", "1.1 ldirectord-console"));
        await TryAsync();
        var lines = _director.Log.Lines.Where(line => line.Contains("Refused a command", StringComparison.Ordinal)).ToList();
        const string reason = "there are no tokens: expected steertoken = /PATH in the configuration";
        Assert.Collection(
            lines,
            line => Assert.EndsWith($"Refused a command of root: {reason}", line, StringComparison.Ordinal),
            line => Assert.EndsWith(
                $"Refused a command of somebody through a process of root: {reason}; 2 more since the last such line", line,
                StringComparison.Ordinal));
        Assert.DoesNotContain(_director.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    private HttpRoutes Routes(bool isDryRun = false, RunningDirector? director = null)
    {
        var authorisation = new SteerAuthorisation(_ => Task.FromResult<string?>(null), ownUser: 0, id => id == 0 ? "root" : null);
        var asked = director ?? _director;
        return new HttpRoutes(new SteerResources(asked.Loop, authorisation, isDryRun, asked.Log, asked.Time).All);
    }

    private async Task<SteerAnswer> SteerAsync(string action, string body) => Read(await AnswerAsync(action, body));

    private async Task RefusedAsync(string action, string body, int status, string detail)
    {
        var answer = await AnswerAsync(action, body);
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.StartsWith(detail, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(status, answer.Status);
    }

    private Task<HttpAnswer> AnswerAsync(string action, string body, params (string Name, string Value)[] headers) =>
        (_routes ??= Routes()).AnswerAsync(Question("POST", $"/api/v1/{action}", body, headers), CancellationToken.None);

    private static HttpQuestion Question(string method, string path, string body, params (string Name, string Value)[] headers) =>
        new(method, path, new Dictionary<string, StringValues>())
        {
            Header = name => headers.Where(header => header.Name == name).Select(header => header.Value).FirstOrDefault()
                ?? name switch { "Content-Type" => "application/json", "Host" => "localhost", _ => "" },
            Body = new MemoryStream(Encoding.UTF8.GetBytes(body)),
            User = 0,
        };

    private static SteerAnswer Read(HttpAnswer answer)
    {
        Assert.True(answer.Status == 200, Encoding.UTF8.GetString(answer.Body.Span));
        return JsonSerializer.Deserialize(answer.Body.Span, SteerJson.Default.SteerAnswer)!;
    }
}
