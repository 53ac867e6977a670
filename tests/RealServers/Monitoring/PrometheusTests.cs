using System.Diagnostics;
using System.Text;
using Ldirectord.Daemon;
using Ldirectord.RealServers.Support;
using Ldirectord.Status;
using Ldirectord.Tests.Status;
using Ldirectord.Tests.Support;
using Ldirectord.Web;
using Microsoft.Extensions.Primitives;

namespace Ldirectord.RealServers.Monitoring;

/// <summary>
/// Debian's Prometheus scrapes the program as "make build" leaves it (a dry run, whose servers are nginx and redis), evaluates the alert
/// rules, and is asked each expression of the dashboard.
/// </summary>
public sealed class PrometheusTests(Prometheus prometheus, Nginx web, Redis redis)
    : IClassFixture<Prometheus>, IClassFixture<Nginx>, IClassFixture<Redis>, IAsyncLifetime
{
    /// <summary>Of what a dry run on any machine may lack: a kernel with IPVS, an agent.</summary>
    private static readonly string[] s_maybeEmpty = ["ldirectord_table_differences", "changes(ldirectord_virtual_lost"];

    // The name is unique: instances are known by it.
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"prometheus-{Guid.NewGuid():N}.cf");
    private Process? _daemon;

    public async ValueTask InitializeAsync()
    {
        foreach (var server in (RealServer[])[prometheus, web, redis])
            server.Require();
        await File.WriteAllTextAsync(_file,
            $"""
            checkinterval = 1
            virtual = 127.0.0.1:81
            	real = 127.0.0.1:{web.HttpPort} masq 3
            	real = 127.0.0.1:{web.NamedHttpsPort} masq
            	fallback = 127.0.0.1:82 gate
            	service = http
            	request = "index.html"
            virtual = 127.0.0.1:83
            	real = 127.0.0.1:{web.NamedHttpsPort} masq
            	service = https
            	virtualhost = www.example.test
            virtual = 127.0.0.1:84
            	real = 127.0.0.1:{redis.Port} masq
            	service = simpletcp
            	request = "PING\r\n"
            	receive = "PONG"
            virtual = 127.0.0.1:85
            	real = 127.0.0.1:1 masq
            	fallback = 127.0.0.1:82 gate
            	checktype = connect

            """, TestContext.Current.CancellationToken);
        var begun = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        _daemon = Process.Start(new ProcessStartInfo(
            Repository.PathOf("artifacts", "ldirectord"), ["-d", "--dry-run", _file, "start"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _daemon.OutputDataReceived += (_, _) => { };
        _daemon.ErrorDataReceived += (_, _) => { };
        _daemon.BeginOutputReadLine();
        _daemon.BeginErrorReadLine();
        prometheus.Source = InstanceFiles.Of(_file, dryRun: true, makeFolder: true).HttpSocket;
        // Five looks at this daemon, not at the one of the test before: rates need two, and every server has been checked.
        const string Start = "process_start_time_seconds[6s]";
        await Eventually.TrueAsync(
            async () => await prometheus.ValueAsync($"min_over_time({Start}) and count_over_time({Start}) >= 5") >= begun
                && await prometheus.ValueAsync("ldirectord_virtual_real_servers{virtual='tcp:127.0.0.1:85',state='down'}") == 1,
            "five scrapes");
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            _daemon.Kill();
            await _daemon.WaitForExitAsync();
            _daemon.Dispose();
        }

        File.Delete(_file);
    }

    [Fact]
    public async Task EveryExpression_IsAnsweredFromTheRunningDaemon()
    {
        Assert.Equal(1, await prometheus.ValueAsync("up{job='ldirectord'}"));
        foreach (var (title, expression) in MonitoringFiles.DashboardExpressions())
        {
            var count = await prometheus.CountAsync(MonitoringFiles.Sent(expression));
            Assert.True(
                count > 0 || s_maybeEmpty.Any(start => expression.StartsWith(start, StringComparison.Ordinal)), $"{title}: {expression}");
        }

        foreach (var (_, expression) in MonitoringFiles.AlertExpressions())
            _ = await prometheus.CountAsync(expression.Trim().ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task MetricsOfADirector_AndOfSeveralJoined_PassTheLinter()
    {
        Tool.Need("/usr/bin/promtool", "prometheus");
        var socket = InstanceFiles.Of(_file, dryRun: true, makeFolder: true).HttpSocket;
        using var directors = new DirectorSet([new("one", socket, null), new("two", socket, null)]);
        using var metrics = new ConsoleMetrics(directors);
        var question = new HttpQuestion("GET", "/metrics", new Dictionary<string, StringValues>()) { Header = _ => "", Body = Stream.Null };
        var joined = await metrics.AnswerAsync(question, TestContext.Current.CancellationToken);
        Assert.Contains("virtual=\"tcp:127.0.0.1:85\"", Encoding.UTF8.GetString(joined.Body.Span), StringComparison.Ordinal);
        foreach (var text in new[] { (await HttpSocketClient.GetAsync(socket, "/metrics"))!.Value.Body, joined.Body.ToArray() })
        {
            var file = Path.ChangeExtension(_file, "metrics");
            await File.WriteAllBytesAsync(file, text, TestContext.Current.CancellationToken);
            Assert.Equal((0, ""), await Tool.RunAsync("/bin/sh", ["-c", "exec promtool check metrics <\"$0\"", file]));
            File.Delete(file);
        }
    }

    [Fact]
    public async Task EveryRule_IsEvaluated_AndWhatIsWrongIsFound()
    {
        await Eventually.TrueAsync(
            async () => await prometheus.CountAsync("ALERTS{alertname='LdirectordFallbackServes',virtual='tcp:127.0.0.1:85'}") == 1,
            "the alert of the service whose server is dead");
        var rules = (await prometheus.GetAsync("rules")).GetProperty("groups")[0].GetProperty("rules").EnumerateArray().ToList();
        Assert.Equal(MonitoringFiles.Alerts().Select(alert => alert.Name), rules.Select(rule => rule.GetProperty("name").GetString()));
        Assert.All(rules, rule => Assert.Equal("ok", rule.GetProperty("health").GetString()));
        // Of nginx' certificate, which ended in 1980.
        Assert.Equal(1, await prometheus.CountAsync("ALERTS{alertname='LdirectordCertificateEnds',alertstate='firing'}"));
        Assert.Equal(0, await prometheus.CountAsync("ALERTS{alertname=~'LdirectordAbsent|LdirectordNotScraped|LdirectordReloadRefused'}"));
    }
}
