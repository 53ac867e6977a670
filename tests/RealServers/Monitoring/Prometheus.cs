using System.Globalization;
using System.Text.Json;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers.Monitoring;

/// <summary>Prometheus with the alert rules of contrib, which scrapes what the forwarder leads to, once a second.</summary>
public sealed class Prometheus : RealServer
{
    private static readonly HttpClient s_client = new();

    private readonly TcpForwarder _forwarder = new();

    /// <summary>The HTTP socket of the daemon that is scraped.</summary>
    internal string Source
    {
        set => _forwarder.Path = value;
    }

    protected override (string Program, string Package) Software => ("prometheus", "prometheus");

    protected override IEnumerable<string> Addresses => ["127.0.0.1"];

    protected override IEnumerable<string> Configure()
    {
        var configuration = Write("prometheus.yml", $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ['{{Repository.PathOf("contrib", "prometheus", "ldirectord.rules.yml")}}']
            scrape_configs:
              - job_name: ldirectord
                static_configs: [{targets: ['127.0.0.1:{{_forwarder.Port}}']}]
            """);
        return
        [
            $"--config.file={configuration}", $"--storage.tsdb.path={Folder.FullName}/data", $"--web.listen-address=127.0.0.1:{Ports[0]}",
            "--log.level=error",
        ];
    }

    /// <summary>How many series an expression gives now.</summary>
    public async Task<int> CountAsync(string expression)
    {
        var data = await GetAsync($"query?query={Uri.EscapeDataString(expression)}");
        return data.GetProperty("resultType").GetString() == "vector" ? data.GetProperty("result").GetArrayLength() : 1;
    }

    /// <summary>The first value of an expression; null if there is none.</summary>
    public async Task<double?> ValueAsync(string expression)
    {
        var result = (await GetAsync($"query?query={Uri.EscapeDataString(expression)}")).GetProperty("result");
        return result.GetArrayLength() == 0
            ? null : double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
    }

    /// <summary>The data of an answer of /api/v1, which must be a good one.</summary>
    public async Task<JsonElement> GetAsync(string resource)
    {
        using var answer = await s_client.GetAsync(
            new Uri($"http://127.0.0.1:{Ports[0]}/api/v1/{resource}"), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{resource}: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("data").Clone();
    }
}
