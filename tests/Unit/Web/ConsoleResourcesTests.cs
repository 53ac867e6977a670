using System.Net;
using System.Text;
using Ldirectord.Status;
using Ldirectord.Tests.Status;
using Ldirectord.Tests.Support;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

public sealed class ConsoleResourcesTests : IDisposable
{
    private const string Metrics = "# HELP ldirectord_x X.\n# TYPE ldirectord_x gauge\nldirectord_x 1\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Directors_AreListedWithTheirError()
    {
        await using var one = Director("one");
        await using var console = await RunningConsole.StartAsync(one.Address, new DirectorAddress("two", _folder.Path("two.sock"), null));
        var (status, body) = await console.GetAsync("/api/v1/directors");
        Assert.Equal(200, status);
        var error = $"no answer of the director two: nobody listens on {_folder.Path("two.sock")}";
        Assert.Equal(
            $$"""[{"name":"one","reachable":true,"error":null},{"name":"two","reachable":false,"error":"{{error}}"}]""", body);
    }

    [Fact]
    public async Task DirectorsOfThisMachine_AreFoundWhenTheyStart_AndSeenAgainAfterARestart()
    {
        await using var console = await RunningConsole.StartAsync(null, new DirectorSet([], _folder.FullName));
        Assert.Equal((200, "[]"), await console.GetAsync("/api/v1/directors"));
        for (var start = 0; start < 2; start++)
        {
            await using var director = Director("ldirectord.web.cf.http");
            Assert.Equal((200, """[{"name":"web.cf","reachable":true,"error":null}]"""), await console.GetAsync("/api/v1/directors"));
            Assert.Equal((200, "{}"), await console.GetAsync("/directors/web.cf/api/v1/status"));
            Assert.Equal((200, "{}"), await console.GetAsync("/api/v1/status"));
        }
    }

    [Theory]
    [InlineData("/directors/one/api/v1/status", 200)]
    [InlineData("/directors/one/metrics", 200)]
    [InlineData("/directors/one/api/v1/none", 404)]
    [InlineData("/directors/one/", 404)]
    [InlineData("/directors/one", 404)]
    [InlineData("/directors/two/metrics", 404)]
    [InlineData("/directors/one/page", 404)]
    [InlineData("/directors/one/api/v1/page", 502)] // a page of another console would be one of this one's
    [InlineData("/directors/one/api/v1/%2e%2e/%2e%2e/page", 404)]
    public async Task Path_IsPassedOnIfADirectorHasIt(string path, int status)
    {
        await using var one = Director("one");
        await using var console = await RunningConsole.StartAsync(one.Address, new DirectorAddress("x", _folder.Path("x.sock"), null));
        Assert.Equal(status, (await console.GetAsync(path)).Status);
    }

    [Fact]
    public async Task PathAndQuery_ArriveAsTheyWereSent()
    {
        HttpQuestion? seen = null;
        await using var one = Director("one", new HttpResource("GET", "/api/v1/servers/*", (question, _) =>
        {
            seen = question;
            return Task.FromResult(HttpAnswer.Json([]));
        })
        { TakesAnyQuery = true });
        await using var console = await RunningConsole.StartAsync(one.Address);
        await console.GetAsync("/directors/one/api/v1/servers/%5B::1%5D:80?virtual=tcp:%5B::2%5D:80&a=%26b%3D+c&a=d");
        Assert.Equal("/api/v1/servers/[::1]:80", seen?.Path);
        Assert.Equal("tcp:[::2]:80", seen!.Query["virtual"].ToString());
        Assert.Equal("&b= c,d", seen.Query["a"].ToString());
    }

    [Fact]
    public async Task Post_NeedsAToken_WhichIsPassedOnAndNothingElse()
    {
        var seen = new List<string>();
        await using var one = Director("one", new HttpResource("POST", "/api/v1/drain", async (question, ct) =>
        {
            using var reader = new StreamReader(question.Body);
            var body = await reader.ReadToEndAsync(ct);
            seen.Add($"{question.Header("Authorization")}|{question.Header("Content-Type")}|{question.Header("Via")}|{body}");
            seen.Add(question.Header("Origin") + question.Header("Cookie") + question.Header("Sec-Fetch-Site"));
            return HttpAnswer.Problem(409, "the last healthy server");
        }));
        await using var console = await RunningConsole.StartAsync(one.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/directors/one/api/v1/drain");
        request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        request.Headers.Add("Cookie", "a=b");
        request.Headers.Add("Origin", $"http://{console.EndPoint}");
        request.Headers.Add("Authorization", "Bearer secret");
        using var answer = await console.Client.SendAsync(request);
        Assert.Equal(409, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["Bearer secret|application/json; charset=utf-8|1.1 ldirectord-console|{}", ""], seen);

        using var bare = await console.Client.PostAsync(new Uri("/directors/one/api/v1/drain", UriKind.Relative), new StringContent("{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, bare.StatusCode);
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task BodyOverTheLimit_Is413()
    {
        await using var one = Director("one", new HttpResource("POST", "/api/v1/drain", (_, _) => Task.FromResult(HttpAnswer.Json([]))));
        await using var console = await RunningConsole.StartAsync(one.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/directors/one/api/v1/drain");
        request.Content = new ByteArrayContent(new byte[HttpServer.MaximumBody + 1]);
        request.Headers.Add("Authorization", "Bearer secret");
        using var answer = await console.Client.SendAsync(request);
        Assert.Equal(413, (int)answer.StatusCode);
    }

    [Fact]
    public async Task RequestFromAnotherSite_IsRefusedBeforeItIsPassedOn()
    {
        await using var one = Director("one");
        await using var console = await RunningConsole.StartAsync(one.Address);
        console.Client.DefaultRequestHeaders.Host = "evil.example";
        Assert.Equal(421, (await console.GetAsync("/api/v1/status")).Status);
        Assert.Equal(421, (await console.GetAsync("/")).Status);
        Assert.Equal(421, (await console.GetAsync("/metrics")).Status);
    }

    [Fact]
    public async Task Metrics_OfOneDirectorAreItsOwn_OfSeveralAreJoined()
    {
        await using var one = Director("one");
        await using (var console = await RunningConsole.StartAsync(one.Address))
            Assert.Equal((200, Metrics), await console.GetAsync("/metrics"));
        await using var both = await RunningConsole.StartAsync(one.Address, new DirectorAddress("gone", _folder.Path("gone.sock"), null));
        var (status, body) = await both.GetAsync("/metrics?scope=virtual");
        Assert.Equal(200, status);
        Assert.Equal(
            [
                "ldirectord_console_director_reachable{director=\"one\"}", "ldirectord_console_director_reachable{director=\"gone\"}",
                "ldirectord_x{director=\"one\"}",
            ],
            MetricsFormat.Read(body).Samples.Keys);
    }

    [Fact]
    public async Task ConsoleBehindAConsole_IsADirector()
    {
        await using var one = Director("one");
        await using var inner = await RunningConsole.StartAsync(one.Address, new DirectorAddress("gone", _folder.Path("gone.sock"), null));
        await using var outer = await RunningConsole.StartAsync(
            new DirectorAddress("a", null, $"http://{inner.EndPoint}/directors/one"),
            new DirectorAddress("b", null, $"http://{inner.EndPoint}/directors/gone"));
        Assert.Equal((200, "{}"), await outer.GetAsync("/directors/a/api/v1/status"));
        Assert.Contains("\"name\":\"b\",\"reachable\":false", (await outer.GetAsync("/api/v1/directors")).Body, StringComparison.Ordinal);
        Assert.Contains("ldirectord_x{director=\"a\"} 1", (await outer.GetAsync("/metrics")).Body, StringComparison.Ordinal);
    }

    private FakeDirector Director(string name, params HttpResource[] more) => new(
        _folder.Path($"{name}.sock"),
        [
            .. more,
            new HttpResource("GET", "/metrics", (_, _) => Task.FromResult(HttpAnswer.Text("text/plain", Metrics))) { TakesAnyQuery = true },
            FakeDirector.Text("/api/v1/status", "application/json", "{}"),
            FakeDirector.Text("/api/v1/page", "text/html", "<script>"),
            FakeDirector.Text("/page", "text/html", "<script>"),
        ]);
}
