using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Status;
using Ldirectord.Tests.Support;
using Microsoft.Extensions.Primitives;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Docs;

/// <summary>docs/openapi.json against the program: every path, method, parameter, field and status, both ways.</summary>
public class OpenApiTests
{
    private static readonly JsonObject s_document =
        JsonNode.Parse(File.ReadAllText(Repository.PathOf("docs", "openapi.json")))!.AsObject();

    private static JsonObject Paths => s_document["paths"]!.AsObject();

    private static JsonObject Schemas => s_document["components"]!["schemas"]!.AsObject();

    private static IEnumerable<JsonTypeInfo> Types =>
        from context in new IJsonTypeInfoResolver[] { ReportJson.Default, SteerJson.Default }
        from name in Schemas.Select(schema => schema.Key)
        let type = typeof(StatusReport).Assembly.GetType($"Ldirectord.Status.{name}")
            ?? typeof(ConnectionTimeouts).Assembly.GetType($"Ldirectord.Ipvs.{name}")
        where type is not null
        let info = context.GetTypeInfo(type, (context as System.Text.Json.Serialization.JsonSerializerContext)!.Options)
        where info is not null
        select info;

    [Fact]
    public async Task PathsMethodsAndParameters_AreThoseOfTheProgram()
    {
        await using var director = new RunningDirector(Of());
        var resources = Resources(director);
        Assert.Equal(
            resources.Select(resource => $"{resource.Method} {resource.Path.Replace("*", "{server}", StringComparison.Ordinal)}").Order(),
            from path in Paths
            from method in path.Value!.AsObject()
            let line = $"{method.Key.ToUpperInvariant()} {path.Key}"
            orderby line
            select line);
        Assert.All(resources, resource => Assert.Equal(
            resource.Parameters.Order(),
            from parameter in Operation(resource)["parameters"]?.AsArray() ?? []
            where (string?)parameter!["in"] == "query"
            let name = (string)parameter!["name"]!
            orderby name
            select name));
    }

    [Fact]
    public void Fields_AreThoseOfTheProgram()
    {
        var types = Types.ToList();
        Assert.InRange(types.Count, 17, 40);
        foreach (var type in types)
        {
            var schema = Schemas[type.Type.Name]!;
            Assert.Equal(
                type.Properties.Select(property => $"{type.Type.Name}.{property.Name}").Order(),
                schema["properties"]!.AsObject().Select(property => $"{type.Type.Name}.{property.Key}").Order());
        }
    }

    [Theory]
    [InlineData("Health", typeof(ReportedHealth))]
    [InlineData("Code", typeof(StatusCode))]
    [InlineData("EventKind", typeof(EventKind))]
    [InlineData("Watch", typeof(WatchState))]
    public void Words_AreThoseOfTheProgram(string schema, Type words) => Assert.Equal(
        Enum.GetNames(words).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).Order(),
        Schemas[schema]!["enum"]!.AsArray().Select(word => (string)word!).Order());

    /// <summary>Always is left out.</summary>
    [Fact]
    public void Roles_AreThoseOfSeveralDirectors() => Assert.Equal(
        Enum.GetValues<ServiceRole>().Where(role => role != ServiceRole.Always).Select(role => $"{role}".ToLowerInvariant()),
        Schemas["Role"]!["enum"]!.AsArray().Select(word => (string)word!));

    [Theory]
    [InlineData("/metrics", 200)]
    [InlineData("/metrics?scope=x", 400)]
    [InlineData("/api/v1/alive", 200)]
    [InlineData("/api/v1/alive?x=1", 400)]
    [InlineData("/api/v1/status", 200)]
    [InlineData("/api/v1/status?x=1", 400)]
    [InlineData("/api/v1/events", 200)]
    [InlineData("/api/v1/events?after=x", 400)]
    [InlineData("/api/v1/stream?only=x", 400)]
    [InlineData("/api/v1/servers/10.0.1.1:80", 200)]
    [InlineData("/api/v1/servers/10.0.1.1?virtual=tcp:10.0.0.1:80", 200)]
    [InlineData("/api/v1/servers/nonsense", 400)]
    [InlineData("/api/v1/servers/[2001:db8::1]:80", 404)]
    [InlineData("/api/v1/servers/[2001:db8::1]", 404)]
    [InlineData("/api/v1/servers/2001:db8::1", 404)]
    [InlineData("/api/v1/servers/10.9.9.9", 404)]
    [InlineData("/api/v1/servers/10.0.1.1?virtual=fwm:7", 404)]
    [InlineData("/api/v1/drain?server=10.9.9.9", 404)]
    public async Task Answer_HasTheFormOfItsStatus(string address, int status)
    {
        var down = new Backend();
        down.Die("\e[2J banner");
        await using var director = new RunningDirector(Of(Virtual("10.0.0.1:80", Real("10.0.1.1:80", down), Real("10.0.1.2:80"))));
        await director.FirstRoundAsync();
        var resources = Resources(director);
        var answer = await AskAsync(resources, address);
        Assert.Equal(status, answer.Status);
        var path = address.Split('?')[0];
        var response = Operation(resources.First(resource => resource.IsAt(path) && resource.Has("GET")))["responses"]!.AsObject()
            [$"{status}"]!["content"]!.AsObject().Single();
        Assert.StartsWith(response.Key, answer.ContentType, StringComparison.Ordinal);
        if (response.Key.EndsWith("json", StringComparison.Ordinal))
            AssertFits(JsonNode.Parse(answer.Body.Span), response.Value!["schema"]!, "$");
    }

    [Fact]
    public async Task TableThatCannotBeRead_Is503()
    {
        await using var director = new RunningDirector(Of());
        await director.FirstRoundAsync();
        director.Table.OutOfReach = true;
        foreach (var path in new[] { "/metrics", "/api/v1/status", "/api/v1/servers/10.0.1.1" })
            Assert.Equal(503, (await AskAsync(Resources(director), path)).Status);
    }

    /// <summary>The value has every required field of the schema, none that the schema lacks, and types as it says.</summary>
    private static void AssertFits(JsonNode? value, JsonNode schema, string at)
    {
        if ((string?)schema["$ref"] is { } name)
        {
            AssertFits(value, Schemas[name.Split('/')[^1]]!, at);
            return;
        }

        if (schema["anyOf"]?.AsArray() is { } ways)
        {
            if (value is not null)
                AssertFits(value, ways[0]!, at);
            return;
        }

        var types = schema["type"] is JsonArray several ? several.Select(type => (string)type!).ToList() : [(string)schema["type"]!];
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        Assert.True(
            types.Any(type => kind switch
            {
                JsonValueKind.Object => type == "object",
                JsonValueKind.Array => type == "array",
                JsonValueKind.String => type == "string",
                JsonValueKind.Number => type is "number" or "integer",
                JsonValueKind.True or JsonValueKind.False => type == "boolean",
                _ => type == "null",
            }),
            $"{at} is {kind}, expected {string.Join(" or ", types)}");
        if (schema["enum"] is JsonArray words)
            Assert.Contains((string)value!, words.Select(word => (string)word!));
        if (value is JsonArray list)
        {
            foreach (var (i, one) in list.Index())
                AssertFits(one, schema["items"]!, $"{at}[{i}]");
        }

        if (value is not JsonObject fields)
            return;
        Assert.All(schema["required"]?.AsArray() ?? [], field => Assert.True(fields.ContainsKey((string)field!), $"{at} lacks {field}"));
        foreach (var (key, one) in fields)
        {
            var known = schema["properties"]?[key] ?? schema["additionalProperties"] as JsonObject;
            Assert.True(known is not null, $"{at}.{key} is not documented");
            AssertFits(one, known, $"{at}.{key}");
        }
    }

    private static JsonObject Operation(HttpResource resource) =>
        Paths[resource.Path.Replace("*", "{server}", StringComparison.Ordinal)]![resource.Method.ToLowerInvariant()]!.AsObject();

    private static async Task<HttpAnswer> AskAsync(ImmutableArray<HttpResource> resources, string address)
    {
        var (path, query) = address.Split('?') is [var before, var after] ? (before, after) : (address, "");
        var parameters = query.Length == 0 ? [] : query.Split('&').Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => new StringValues(pair[1]));
        return await new HttpRoutes(resources).AnswerAsync(
            new HttpQuestion("GET", path, parameters) { Header = _ => "", Body = Stream.Null }, TestContext.Current.CancellationToken);
    }

    private static ImmutableArray<HttpResource> Resources(RunningDirector director) =>
    [
        .. new AliveResource(director.PulseAsync, () => Task.CompletedTask).All,
        .. new StatusResources(_ => director.SnapshotAsync(), "1.0").All,
        .. new ServerResources(_ => director.SnapshotAsync(), director.Time).All,
        .. new EventResources(director.Events).All,
        .. new StreamHub(_ => director.SnapshotAsync(), director.Events, director.Time).All,
        .. new SteerResources(
            director.Loop, new SteerAuthorisation(_ => Task.FromResult<string?>(null), 0, _ => "root"), false, director.Log,
            director.Time).All,
    ];
}
