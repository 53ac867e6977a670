using Ldirectord.Status;
using Ldirectord.Tests.Status;
using Ldirectord.Tests.Support;
using Ldirectord.Web;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Web;

/// <summary>What a collector gets, beside what /metrics says.</summary>
public class OtlpPushTests
{
    private readonly Backend _backend = new();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Collector_GetsWhatMetricsSay(bool isGrpc, bool isPathGiven)
    {
        await using var collector = await FakeCollector.StartAsync(isGrpc);
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80", _backend));
        await using var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync("10.0.1.1:80 1", () => director.In(service));
        async Task<JoinedMetrics> ReadAsync()
        {
            var metrics = new JoinedMetrics();
            metrics.Add(JoinedMetrics.Reachable, "R.", [("web", 1)]);
            metrics.Add("web", DirectorMetrics.Render(
                await director.SnapshotAsync(), ProcessFigures.Read(DateTimeOffset.UnixEpoch), "1.0", MetricsScope.All).ToString());
            return metrics;
        }

        var reading = await ReadAsync();
        var first = MetricsFormat.Read(reading.ToString());
        await using var push = new RunningPush(
            collector.Url + (isPathGiven && !isGrpc ? "/v1/metrics/" : ""), () => reading, isGrpc ? "otlpprotocol = grpc" : "");
        var request = await collector.NextAsync();
        Assert.Equal(isGrpc ? "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" : "/v1/metrics", request.Path);
        OtlpExpectations.AreMet(first, first, reading, request.Message);

        _backend.Die();
        await director.AdvanceUntilAsync(() => director.In(service) != "10.0.1.1:80 1", 2 * Interval);
        reading = await ReadAsync();
        push.Advance();
        var second = (await collector.NextAsync()).Message;
        var now = MetricsFormat.Read(reading.ToString());
        OtlpExpectations.AreMet(first, now, reading, second);
        var starts = second.Metrics.Values.Where(metric => metric.Kind != "gauge").SelectMany(metric => metric.Points.Values).ToList();
        Assert.All(starts, point => Assert.InRange(point.Start, 1UL, point.Time));
        Assert.Equal(
            request.Message.Metrics["ldirectord_checks_total"].Points.Values.Select(point => point.Start),
            second.Metrics["ldirectord_checks_total"].Points.Values.Select(point => point.Start));
        Assert.Equal(0, push.LogCount);
    }

    [Fact]
    public async Task DaemonThatRestarts_IsCountedOnWithoutALeap()
    {
        await using var collector = await FakeCollector.StartAsync();
        var reading = Texts.Reading(("web", Texts.Metrics(started: 100, checks: 1000, packets: 5000)));
        await using var push = new RunningPush(collector.Url, () => reading);
        await ExpectAsync(0, 0);
        reading = Texts.Reading(("web", Texts.Metrics(started: 100, checks: 1010, packets: 5050)));
        push.Advance();
        var start = await ExpectAsync(10, 50);
        // Another process, which has counted further than the one before when it is first read; the kernel goes on.
        reading = Texts.Reading(("web", Texts.Metrics(started: 200, checks: 2000, packets: 5060)));
        push.Advance();
        Assert.Equal(start, await ExpectAsync(2010, 60));
        // Silent, and then back.
        reading = Texts.Reading(("web", null));
        push.Advance();
        var silent = (await collector.NextAsync()).Message;
        Assert.Equal(0, silent.Metrics[JoinedMetrics.Reachable].Points["director=\"web\""].Value);
        Assert.DoesNotContain("a_checks_total", silent.Metrics.Keys);
        reading = Texts.Reading(("web", Texts.Metrics(started: 200, checks: 2001, packets: 5070)));
        push.Advance();
        await ExpectAsync(2011, 70);
        // The service was taken out of the kernel's table, and put back.
        reading = Texts.Reading(("web", Texts.Metrics(started: 200, checks: 2001, packets: 7)));
        push.Advance();
        await ExpectAsync(2011, 77);

        async Task<ulong> ExpectAsync(double checks, double packets)
        {
            var message = (await collector.NextAsync()).Message;
            var point = message.Metrics["a_checks_total"].Points["director=\"web\""];
            Assert.Equal(checks, point.Value);
            Assert.Equal(packets, message.Metrics["ldirectord_ipvs_packets_total"].Points["director=\"web\""].Value);
            var histogram = message.Metrics.GetValueOrDefault("a_duration_seconds")?.Points.Values.Single();
            Assert.Equal((checks, checks), ((double)(histogram?.Count ?? 0), histogram?.Value ?? 0));
            return point.Start;
        }
    }

    [Fact]
    public async Task SeveralDirectors_AreToldApart()
    {
        await using var collector = await FakeCollector.StartAsync();
        var reading = Texts.Reading(("a", Texts.Metrics(1, 10, 10)), ("b", Texts.Metrics(1, 20, 20)));
        await using var push = new RunningPush(collector.Url, () => reading);
        await collector.NextAsync();
        reading = Texts.Reading(("a", Texts.Metrics(1, 11, 10)), ("b", Texts.Metrics(1, 25, 20)), ("new", Texts.Metrics(1, 7, 7)));
        push.Advance();
        var points = (await collector.NextAsync()).Message.Metrics["a_checks_total"].Points;
        Assert.Equal([("director=\"a\"", 1), ("director=\"b\"", 5), ("director=\"new\"", 0)],
            points.Values.Select(point => (point.Attributes, point.Value)).Order());
    }

    [Fact]
    public async Task SeriesThatComeAndGo_AreAllSentAndFillNothing()
    {
        await using var collector = await FakeCollector.StartAsync();
        var (round, reading) = (0, Texts.Reading(("web", Texts.Servers(0, 100))));
        await using var push = new RunningPush(collector.Url, () => reading);
        while (true)
        {
            var points = (await collector.NextAsync()).Message.Metrics["a_up"].Points.Keys.Order(StringComparer.Ordinal);
            var expected = Enumerable.Range(0, 100).Select(server => $"director=\"web\",real=\"{round}.{server}\"");
            Assert.Equal(expected.Order(StringComparer.Ordinal), points);
            if (++round == 10)
                break;
            reading = Texts.Reading(("web", Texts.Servers(round, 100)));
            push.Advance();
        }
    }

    [Fact]
    public async Task Resource_IsThatOfTheFileBesideDefaults()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var push = new RunningPush(
            collector.Url, () => Texts.One, "otlpattribute = service.instance.id lvs 1\notlpattribute = site paris");
        var resource = (await collector.NextAsync()).Message.Resource;
        Assert.Equal(("ldirectord", "lvs 1", "paris", Environment.MachineName),
            (resource["service.name"], resource["service.instance.id"], resource["site"], resource["host.name"]));
    }
}
