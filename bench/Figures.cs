using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Ldirectord.Bench;

/// <summary>
/// What was measured. Every part adds to it; it is shown, and written, in one form: a Markdown table with aligned columns.
/// </summary>
internal sealed class Figures
{
    private static readonly string[] s_head = ["work", "Ldirectord.Net", "peer", "ratio", "to reach", "met"];

    private readonly List<Row> _rows = [];

    public List<Point> Points { get; } = [];

    /// <summary>Of the kernel in which the peers were compared.</summary>
    public string? GuestKernel { get; set; }

    /// <summary>A figure with nothing beside it.</summary>
    public void Add(string work, string ours, string target, bool? isMet) => _rows.Add(new Row(work, ours, "", "", target, isMet));

    /// <summary>A figure beside a peer's of the same run.</summary>
    /// <param name="format">Of both figures, with the unit, like "{0:0.00} s".</param>
    public void Add(
        string work, string format, double ours, string peer, double theirs, string target = "", bool? isMet = null) =>
        _rows.Add(new Row(work, Text(format, ours), $"{peer}: {Text(format, theirs)}", Text("{0:0.00#}", ours / theirs), target, isMet));

    public static string Text(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);

    /// <summary>Says on standard error what is being measured.</summary>
    public static void Say(string what) => Console.Error.WriteLine(Text("{0:HH:mm:ss} {1}", DateTime.Now, what));

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    public string Table()
    {
        string[][] lines =
        [
            s_head,
            [.. s_head.Select(_ => "-")],
            .. _rows.Select(row => new[] { row.Work, row.Ours, row.Peer, row.Ratio, row.Target,
                row.IsMet switch { true => "yes", false => "**no**", _ => "" } }),
        ];
        var widths = s_head.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
            text.Append("| ").AppendJoin(" | ",
                line.Select((cell, column) => line == lines[1] ? new string('-', widths[column]) : cell.PadRight(widths[column])))
                    .AppendLine(" |");
        return text.ToString();
    }

    /// <summary>The table with what has to be known of it.</summary>
    public string Page() =>
        $"""
        # Figures

        `make bench`, {DateTime.Now:yyyy-MM-dd}, {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores;
        the peers in one User-Mode Linux kernel {GuestKernel}, the rest on the host.
        Ratios are ours to the peer's in this run, repeated figures are medians.

        {Table()}
        ![What a check costs and how soon a death is noticed, from 100 to 10,000 real servers](scaling.svg)

        """;
}
