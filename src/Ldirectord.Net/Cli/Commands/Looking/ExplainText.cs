using System.Globalization;
using System.Text;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>The explanation of servers as text, safe for a terminal.</summary>
internal static class ExplainText
{
    public static string Of(ServersReport report)
    {
        var text = new StringBuilder();
        foreach (var server in report.Servers)
        {
            if (text.Length > 0)
                text.Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"{Printable.Of(server.Real)} in {Printable.Of(server.Virtual)}\n");
            foreach (var sentence in server.Sentences)
                text.Append(CultureInfo.InvariantCulture, $"  {Printable.Of(sentence)}\n");
            Part(text, "Look at:", server.Hints);
            Part(text, "Its lines in the file:", server.Lines.Select(line => $"{line.Line,5}  {line.Text}"));
            if (server.LastFailure is { } failure)
            {
                Part(text, $"The check that last failed ({Time(failure.At)}): {Printable.Of(failure.Reason)}",
                    new[] { ("sent:     ", failure.Sent), ("received: ", failure.Received) }
                        .Where(side => side.Item2.Length > 0).Select(side => side.Item1 + side.Item2));
            }

            Part(text, "What happened:", server.Timeline.Select(one => $"{Time(one.At)}  {EventText.Kind(one)}  {one.Message}"));
        }

        return text.ToString();
    }

    private static void Part(StringBuilder text, string head, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0 && head.EndsWith(':'))
            return;
        text.Append("  ").Append(head).Append('\n');
        foreach (var line in all)
            text.Append("    ").Append(Printable.Of(line)).Append('\n');
    }

    private static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
