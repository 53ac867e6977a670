using System.Globalization;
using System.Text;

namespace Ldirectord.Web;

/// <summary>Takes a line of Prometheus' text format apart: <c>name{label="value"} 1.5</c>.</summary>
internal static class SampleLine
{
    /// <summary>Labels of a series that has more are not taken apart.</summary>
    private const int MostLabels = 64;

    /// <param name="series">The name, with its labels if it has any.</param>
    public static bool TrySplit(ReadOnlySpan<char> line, out ReadOnlySpan<char> series, out double value)
    {
        // A label's value may have braces and blanks, so the last brace that a number follows ends the labels.
        var end = line.LastIndexOf('}') + 1;
        if (end == 0)
            end = Math.Max(line.IndexOf(' '), 0);
        series = line[..end];
        value = 0;
        var rest = line[end..].TrimStart(' ');
        var blank = rest.IndexOf(' '); // before a timestamp
        return end > 0 && TryNumber(blank < 0 ? rest : rest[..blank], out value);
    }

    public static bool TryNumber(ReadOnlySpan<char> text, out double value)
    {
        value = text switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.NaN,
        };
        return !double.IsNaN(value) || text is "NaN"
            || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <returns>Names and values of a series' labels in their order; null if they are none of the format.</returns>
    public static List<(string Name, string Value)>? Labels(ReadOnlySpan<char> series)
    {
        var found = new List<(string, string)>();
        var start = series.IndexOf('{');
        var rest = start < 0 ? [] : series[(start + 1)..^1];
        while (rest.Length > 0)
        {
            var equals = rest.IndexOf("=\"");
            if (equals <= 0 || found.Count == MostLabels)
                return null;
            var name = rest[..equals].ToString();
            rest = rest[(equals + 2)..];
            if (Unescape(ref rest) is not { } value)
                return null;
            found.Add((name, value));
            if (rest is [',', _, ..])
                rest = rest[1..];
            else if (rest.Length > 0)
                return null;
        }

        return found;
    }

    /// <summary>Takes a label's value, up to the quote that ends it, from the text.</summary>
    private static string? Unescape(ref ReadOnlySpan<char> text)
    {
        var value = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                text = text[(i + 1)..];
                return value.ToString();
            }

            var isEscaped = text[i] == '\\';
            if (isEscaped && ++i == text.Length)
                return null;
            value.Append(isEscaped && text[i] == 'n' ? '\n' : text[i]);
        }

        return null;
    }
}
