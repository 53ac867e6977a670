using System.Globalization;
using System.Text;
using Ldirectord.Doctor;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>What the doctor found as text, safe for a terminal: the worst last, where a terminal shows it.</summary>
internal static class DoctorText
{
    private const string Indent = "          ";

    public static string Of(IReadOnlyCollection<Diagnosed> found)
    {
        var text = new StringBuilder();
        foreach (var (id, finding) in found)
        {
            var subject = finding.Subject.Length == 0 ? "" : $"{Printable.Of(finding.Subject)}: ";
            text.Append(CultureInfo.InvariantCulture, $"{Word(finding.Level),-4} {id,-4} {subject}{Printable.Of(finding.Sentence)}\n");
            if (finding.Remedy is { } remedy)
            {
                var at = finding.RemedyAt is { } machine ? $"on {machine}: " : "";
                text.Append(CultureInfo.InvariantCulture, $"{Indent}{at}{Printable.Of(remedy)}\n");
            }
        }

        text.Append(CultureInfo.InvariantCulture,
            $"{Plural.Of(Count(Level.Failure), "failure")}, {Plural.Of(Count(Level.Warning), "warning")}, "
            + $"{Plural.Of(Count(Level.Note), "note")}, {Count(Level.Ok)} fine; ldirectord doctor --explain ID tells more\n");
        return text.ToString();

        int Count(Level level) => found.Count(one => one.Finding.Level == level);
    }

    /// <summary>The level's word, in text and in JSON.</summary>
    public static string Word(Level level) => level switch
    {
        Level.Failure => "FAIL",
        Level.Warning => "WARN",
        Level.Note => "NOTE",
        _ => "OK",
    };
}
