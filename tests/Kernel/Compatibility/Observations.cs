using System.Text.RegularExpressions;
using Ldirectord.KernelGuest;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>What a director has said, to its log and to the programs it starts: a set of lines without times and process numbers.</summary>
internal static partial class Observations
{
    /// <summary>The lines that have come since; the same line twice is one fact.</summary>
    public static HashSet<string> Since(SandboxState before, SandboxState now)
    {
        var facts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (file, text) in now.Files.Where(file => !IsPidFile(file.Key)))
        {
            var known = before.Files.GetValueOrDefault(file, "");
            var news = text.StartsWith(known, StringComparison.Ordinal) ? text[known.Length..] : text;
            facts.UnionWith(news.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"{Name(file)}: {Plain(line)}"));
        }
        return facts;
    }

    /// <summary>The table, and which pid files there are.</summary>
    public static string State(SandboxState sight) =>
        sight.Table + string.Concat(sight.Files.Keys.Where(IsPidFile).Select(file => $"{file}\n"));

    /// <summary>A line without what no two processes have in common.</summary>
    public static string Plain(string line)
    {
        line = LogHead().Replace(Time().Replace(line, "TIME"),
            head => head.Groups["instance"] is { Success: true } instance ? $"{instance.Value}: " : "");
        return OwnVersion().Replace(ProcessNumber().Replace(MailHeads().Replace(line, ""), "PID"), "$1").TrimEnd(' ', '|', '\r');
    }

    private static bool IsPidFile(string file) => file.EndsWith(".pid", StringComparison.Ordinal);

    private static string Name(string file) => file switch
    {
        "log/ldirectord.log" or "run/told/syslog" => "log",
        _ => file[(file.LastIndexOf('/') + 1)..],
    };

    // ctime(3)
    [GeneratedRegex(@"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}")]
    private static partial Regex Time();

    // "[TIME|story.cf|123] ", on standard output "[TIME] ": the instance is shown unless it is the story's own.
    [GeneratedRegex(@"^\[TIME\](?! \[) |^\[TIME\|(?:story\.cf|(?<instance>[^|]*))\|\d+\] ")]
    private static partial Regex LogHead();

    // docs/differences.md, "mail, header".
    [GeneratedRegex(@"(?<=^|\|)(Auto-Submitted|MIME-Version|Content-Type|Content-Transfer-Encoding|Date|Message-ID): [^|]*\|")]
    private static partial Regex MailHeads();

    [GeneratedRegex(@"(?<=\[)\d+(?=\])|(?<=pid: )\d+")]
    private static partial Regex ProcessNumber();

    [GeneratedRegex(@"(Linux Director) v\S+(?: \(Ldirectord\.Net\))?")]
    private static partial Regex OwnVersion();
}
