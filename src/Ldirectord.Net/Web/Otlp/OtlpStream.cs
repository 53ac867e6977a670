using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Ldirectord.Platform;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Ldirectord.Web;

/// <summary>
/// OpenTelemetry's instruments, one for each metric of a reading, and the library's exporter. All of them show the same reading. Their
/// sums count from the stream's beginning.
/// </summary>
internal sealed class OtlpStream : IDisposable
{
    /// <summary>Values that histograms record in one round: a fraction of a second.</summary>
    private const int RecordsPerRound = 2_000_000;

    /// <summary>Metrics beyond these are left out. A director has fifty.</summary>
    private const int MostMetrics = 500;

    private const int LeastLimit = 64;

    private readonly Meter _meter = new("ldirectord", ProgramVersion.Number);
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;
    private readonly OtlpTransport _transport;
    private readonly HttpClient _client;
    private DirectorLife _life = DirectorLife.None;

    public OtlpStream(OtlpSettings settings, TimeSpan timeout, TimeProvider time, CancellationToken stopping)
    {
        _transport = new OtlpTransport(settings, timeout, time, stopping);
        _client = new HttpClient(_transport);
        var options = new OtlpExporterOptions
        {
            Endpoint = settings.Url,
            Protocol = settings.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            TimeoutMilliseconds = (int)timeout.TotalMilliseconds,
            HttpClientFactory = () => _client,
        };
        _reader = new BaseExportingMetricReader(new OtlpMetricExporter(options))
        {
            TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
        };
        _provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource(settings))
            .AddMeter(_meter.Name)
            .SetMaxMetricStreams(MostMetrics)
            .AddView(View)
            .AddReader(_reader)
            .Build();
    }

    /// <summary>
    /// Whether there are series that the library does not take: it never forgets those that are gone. A new stream has only those that
    /// there are, and its sums begin again.
    /// </summary>
    public bool IsFull => _entries.Values.Any(entry => entry.Seen > entry.Limit);

    /// <summary>Takes a reading; what it says is exported next.</summary>
    public void Read(JoinedMetrics metrics)
    {
        _life = _life.Next(metrics);
        var budget = RecordsPerRound;
        var families = metrics.Families.ToList();
        foreach (var family in families.Where(family => family.Type is "counter" or "gauge" or "histogram"))
        {
            if (_entries.TryGetValue(family.Name, out var entry) || TryAdd(family, out entry))
                entry.Read(family, _life, ref budget);
        }

        var names = families.Select(family => family.Name).ToHashSet();
        foreach (var (_, entry) in _entries.Where(entry => !names.Contains(entry.Key)))
            entry.Read(new MetricFamily("", "", "", new()), _life, ref budget);
    }

    /// <summary>Sends the reading, and waits for the collector's answer.</summary>
    public OtlpAnswer Export(TimeSpan timeout)
    {
        _transport.Answer = null;
        _ = _reader.Collect((int)timeout.TotalMilliseconds);
        return _transport.Answer ?? new OtlpAnswer("the library made no request of them");
    }

    public void Dispose()
    {
        // The library exports once more when it ends; there is nothing new to tell then.
        _transport.Close();
        _provider.Dispose();
        _meter.Dispose();
        _client.Dispose();
    }

    private bool TryAdd(MetricFamily family, out Entry entry)
    {
        entry = new Entry(family.Type);
        if (_entries.Count == MostMetrics)
            return false;
        var lines = family.Samples.ToString().AsSpan().Count('\n');
        entry.Limit = Math.Max(LeastLimit, lines + (lines / 2));
        _entries.Add(family.Name, entry);
        var unit = MetricUnit.Of(family.Name);
        if (family.Type == "histogram")
        {
            entry.Bounds = HistogramReading.Read(family.Name, family.Samples).FirstOrDefault()?.Bounds ?? [];
            entry.Histogram = (new HistogramSeries(family.Name), _meter.CreateHistogram<double>(family.Name, unit, family.Help));
            return true;
        }

        var series = new ScalarSeries(family.Name, family.Type == "counter");
        entry.Scalars = series;
        _ = family.Type == "counter"
            ? _meter.CreateObservableCounter(family.Name, series.Observe, unit, family.Help)
            : (Instrument)_meter.CreateObservableGauge(family.Name, series.Observe, unit, family.Help);
        return true;
    }

    private MetricStreamConfiguration View(Instrument instrument)
    {
        // The library finds meters by name, and so those of other streams.
        if (!ReferenceEquals(instrument.Meter, _meter) || !_entries.TryGetValue(instrument.Name, out var entry))
            return MetricStreamConfiguration.Drop;
        return entry.Scalars is null
            ? new ExplicitBucketHistogramConfiguration
            {
                Boundaries = [.. entry.Bounds],
                RecordMinMax = false, // nobody knows them
                CardinalityLimit = entry.Limit,
            }
            : new MetricStreamConfiguration { CardinalityLimit = entry.Limit };
    }

    /// <summary>What console.cf says goes before what the environment says (OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME).</summary>
    private static ResourceBuilder Resource(OtlpSettings settings) => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddAttributes(
        [
            KeyValuePair.Create<string, object>("service.name", "ldirectord"),
            KeyValuePair.Create<string, object>("service.instance.id", Environment.MachineName),
            KeyValuePair.Create<string, object>("host.name", Environment.MachineName),
        ])
        .AddEnvironmentVariableDetector()
        .AddAttributes(settings.Attributes);

    /// <summary>A metric.</summary>
    private sealed class Entry(string type)
    {
        /// <summary>Series that the library takes.</summary>
        public int Limit { get; set; }

        public ImmutableArray<double> Bounds { get; set; } = [];

        public ScalarSeries? Scalars { get; set; }

        public (HistogramSeries Series, Histogram<double> Instrument)? Histogram { get; set; }

        public int Seen => Scalars?.Seen ?? Histogram?.Series.Seen ?? 0;

        public void Read(MetricFamily family, DirectorLife life, ref int budget)
        {
            // A director of another version may have the name for something else.
            var samples = family.Type == type ? family.Samples : new();
            Scalars?.Read(samples, life);
            if (Histogram is var (series, instrument))
                series.Read(samples, life, instrument, ref budget);
        }
    }
}
