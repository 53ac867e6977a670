using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Ldirectord.Status;

/// <summary>
/// Writes metrics in Prometheus' text format, version 0.0.4: a family is its HELP line, its TYPE line and its samples, all in one place.
/// </summary>
internal sealed class MetricsWriter
{
    private readonly StringBuilder _text = new();
    private string _family = "";

    /// <summary>Begins a family. Its samples follow before the next family begins.</summary>
    /// <param name="help">One sentence.</param>
    public void Family(string name, MetricType type, string help)
    {
        _family = name;
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type.ToString().ToLowerInvariant()}\n");
    }

    /// <param name="labels">Names and values; a value may have any characters.</param>
    public void Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels) => Sample("", value, labels);

    /// <summary>The buckets, the sum and the count of a histogram.</summary>
    /// <param name="bounds">Upper bounds, ascending.</param>
    /// <param name="buckets">For each bound, what lies at it or below, but above the bound before.</param>
    public void Histogram(
        ReadOnlySpan<double> bounds, ReadOnlySpan<long> buckets, long count, double sum,
        params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var below = 0L;
        for (var i = 0; i < bounds.Length; i++)
        {
            below += buckets[i];
            Sample("_bucket", below, [.. labels, ("le", Number(bounds[i]))]);
        }

        Sample("_bucket", count, [.. labels, ("le", "+Inf")]);
        Sample("_sum", sum, labels);
        Sample("_count", count, labels);
    }

    public override string ToString() => _text.ToString();

    public Task SendAsync(PipeWriter writer, CancellationToken ct) => PieceWriter.WriteAsync(writer, _text, ct);

    private void Sample(string suffix, double value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(_family).Append(suffix);
        for (var i = 0; i < labels.Length; i++)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"");
            Escape(labels[i].Value);
            _text.Append('"');
        }

        _text.Append(labels.Length > 0 ? "} " : " ").Append(Number(value)).Append('\n');
    }

    private void Escape(string value)
    {
        foreach (var character in value)
        {
            _ = character switch
            {
                '\\' => _text.Append("\\\\"),
                '"' => _text.Append("\\\""),
                '\n' => _text.Append("\\n"),
                _ => _text.Append(character),
            };
        }
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
