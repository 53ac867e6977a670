using System.Text.RegularExpressions;

namespace Ldirectord.Tests.Config;

/// <summary>
/// Damages configuration files, the same ones in the same way for the same seed: as typing mistakes, editors, transfers and full disks do,
/// and worse. Half of the files are generated, half are samples.
/// </summary>
/// <param name="folder">Where files that the damaged text names may be written to.</param>
internal sealed partial class ConfigurationMutator(int seed, string folder, params string[] samples)
{
    private static readonly HashSet<string> s_ours =
    [
        "tlsverify", "tlscafile", "tlsservername", "starttls", "certwarndays", "redirects",
        "httpversion", "httpheader", "httpstatus", "receivenot", "requestfile", "emailalertdigest", "kernelsettings",
        "checkaddress", "checkprotocol", "also", "receivedigest", "helo", "ipvstimeouts",
        "successcount", "retryinterval", "downinterval",
        "repair", "repairinterval",
        "watch", "persistenceengine", "exitcodes", "warningweight",
        "minservers", "recoverservers", "lost", "keepservers",
        "slowstart", "drainlimit", "agentport", "agentfile", "agentinterval", "agentsend", "agentaddress",
        "checkvia", "checkvip", "checkmarks", "checksource", "checkdevice", "checkmark",
        "checkdirectory", "checkarguments", "checkuser",
        "steertoken", "statusgroup", "startwait", "doctoratstart", "syncdaemon", "active", "standby", "announce", "resolveinterval",
    ];

    private static readonly string[] Fragments =
        [
            "\"", "\"\"", "[", "]", "=", "==", "#", ":", "->", ",", "\0", "\u00ff", "\u00e4", "\u00a0", "\u001b", "\x7f", "\r", "\r\n",
            "\n", "\n\n", "\f", "\v", " ", "    ", "\t", "\\", "\\n", "$", "@", "%s", "(", ")", "*", "\u00ef\u00bb\u00bf"];

    private static readonly string[] Numbers =
        [
            "", "-1", "-0", "0", "00", "1", "007", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296",
            "18446744073709551616", "99999999999999999999999999", "1e3", "0x10", "1.5", "+1", " 1"];

    private static readonly string[] Lines =
        [
            "virtual = 127.0.0.77:77", "virtual6 = [::77]:77", "virtual=", "virtual", "=", "= 3", "\tvirtual = 127.0.0.78:78",
            "    real = 127.0.0.79:79 gate", "real6 = [::79]:79 masq", "#", "\t#", "\t", "supervised", "\0"];

    private static readonly string[] Names =
        [
            .. ConfigurationVocabulary.Shared.Concat(ConfigurationVocabulary.Global).Concat(ConfigurationVocabulary.Section)
                .Select(d => d.Name).Distinct(),
            "virtual", "virtual6", "real", "real6"];

    private readonly Random _random = new(seed);
    private readonly ConfigurationGenerator _generator = new(seed);

    public string Next()
    {
        var text = _random.Next(2) == 0 && samples.Length > 0 ? Pick(samples) : _generator.Next();
        if (_random.Next(4) == 0)
            text = Part(text);
        for (int damages = _random.Next(1, 5); damages > 0; damages--)
            text = Damage(text);
        return Confine(text);
    }

    private string Damage(string text) => _random.Next(20) switch
    {
        0 => text.Insert(Anywhere(text), Pick(Fragments)),
        1 => text.Insert(Anywhere(text), ((char)_random.Next(256)).ToString()),
        2 => text.Length == 0 ? text : text.Remove(_random.Next(text.Length), 1),
        3 => Swapped(text),
        4 => _random.Next(3) == 0 ? text[..Anywhere(text)] : text,
        5 => text.Length == 0 ? text : Overwritten(text),
        6 => EachLine(text, (lines, at) => lines.RemoveAt(at)),
        7 => EachLine(text, (lines, at) => lines.Insert(_random.Next(lines.Count + 1), lines[at])),
        8 => EachLine(text, (lines, at) => (lines[at], lines[_random.Next(lines.Count)]) = (lines[_random.Next(lines.Count)], lines[at])),
        9 => EachLine(text, (lines, at) => lines.Insert(at, Pick(Lines))),
        10 => OneMatch(text, Directive(), name => Pick(Names)),
        11 => OneMatch(text, Directive(), name => _random.Next(2) == 0 ? name.ToUpperInvariant() : name + Pick(["s", " ", "_", ".", "\t"])),
        12 => OneMatch(
            text, Indentation(), _ => Pick(["", " ", "  ", "   ", "    ", "\t", " \t", "  \t", "   \t", "\u00a0   ", "\t\t", "\r\t"])),
        13 => OneMatch(text, Number(), _ => Pick(Numbers)),
        14 => OneMatch(text, Mark(), mark => _random.Next(2) == 0 ? "" : mark + mark),
        15 => OneMatch(text, Word(), word => _random.Next(2) == 0 ? "" : word + word),
        16 => OneMatch(text, Blank(), _ => Pick(["", "  ", "\t", "\u00a0", "\r"])),
        17 => _random.Next(3) == 0 ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : OneMatch(
            text, LineEnd(), _ => Pick(["\r\n", "", " \n", "\t\n", "\\\n", "# c\n", " # c\n"])),
        18 => _random.Next(6) == 0 ? OneMatch(
            text, Word(), word => string.Concat(Enumerable.Repeat(word, Math.Max(1, _random.Next(20_000) / word.Length)))) : text,
        _ => EachLine(text, (lines, at) => lines[at] = Anew(lines[at])),
    };

    // Another good or bad value for the same directive, which a careful reader reads as carefully.
    private string Anew(string line)
    {
        var directive = Directive().Match(line);
        var known = ConfigurationVocabulary.Section.Concat(ConfigurationVocabulary.Shared).Concat(ConfigurationVocabulary.Global)
            .FirstOrDefault(d => d.Name == directive.Value);
        return known is null
            ? line + Pick(Fragments)
            : $"{line[..(directive.Index + directive.Length)]}={Pick([.. known.Good, .. known.Bad])}\n";
    }

    // Some lines in sequence, so that a long sample is not always refused for its first line.
    private string Part(string text)
    {
        var lines = SplitLines(text);
        int from = _random.Next(lines.Count + 1);
        return string.Concat(lines.Skip(from).Take(_random.Next(1, 30)));
    }

    private string Swapped(string text)
    {
        if (text.Length < 2)
            return text;
        int at = _random.Next(text.Length - 1);
        return $"{text[..at]}{text[at + 1]}{text[at]}{text[(at + 2)..]}";
    }

    private string Overwritten(string text)
    {
        int at = _random.Next(text.Length);
        return $"{text[..at]}{(char)_random.Next(256)}{text[(at + 1)..]}";
    }

    private string EachLine(string text, Action<List<string>, int> change)
    {
        var lines = SplitLines(text);
        if (lines.Count == 0)
            return text;
        change(lines, _random.Next(lines.Count));
        return string.Concat(lines.Select((line, i) => line.EndsWith('\n') || i == lines.Count - 1 ? line : line + "\n"));
    }

    private string OneMatch(string text, Regex pattern, Func<string, string> change)
    {
        var matches = pattern.Matches(text);
        if (matches.Count == 0)
            return text;
        var match = matches[_random.Next(matches.Count)];
        return $"{text[..match.Index]}{change(match.Value)}{text[(match.Index + match.Length)..]}";
    }

    /// <summary>A line with a directive that the original does not have.</summary>
    public static bool IsOurs(string line) => s_ours.Contains(Directive().Match(line).Value);

    /// <summary>The lines with their ends.</summary>
    public static List<string> SplitLines(string text) => [.. LineWithEnd().Matches(text).Select(match => match.Value)];

    // A file that is damaged into naming another file must not have that one written.
    private string Confine(string text) => FileDirective().Replace(text, match =>
    {
        string quote = match.Groups["quote"].Value;
        string path = match.Groups["path"].Value;
        bool isHarmless = !path.Contains('/', StringComparison.Ordinal) || Harmless().IsMatch(quote + path);
        return isHarmless ? match.Value : $"{match.Groups["before"].Value}{quote}{folder}/{path.Replace('/', '_')}";
    });

    private int Anywhere(string text) => _random.Next(text.Length + 1);

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];

    [GeneratedRegex(@"[^\n]*\n|[^\n]+")]
    private static partial Regex LineWithEnd();

    [GeneratedRegex(@"(?<=^[ \t]*)[a-z0-9]+(?=[ \t]*=)", RegexOptions.Multiline)]
    private static partial Regex Directive();

    [GeneratedRegex(@"^[ \t]+", RegexOptions.Multiline)]
    private static partial Regex Indentation();

    [GeneratedRegex(@"[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex(@"[""\[\]=:,#.>-]")]
    private static partial Regex Mark();

    [GeneratedRegex(@"[A-Za-z0-9_]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"\n")]
    private static partial Regex LineEnd();

    [GeneratedRegex(
        @"(?<before>(monitorfile|logfile|requestfile|tlscafile)[^\S\n]*=[^\S\n]*)(?<quote>""?)(?<path>[^\n]*)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex FileDirective();

    [GeneratedRegex(@"^(""?)(/dev/null|/tmp|/nonexistent/(log|monitor))\1\z")]
    private static partial Regex Harmless();
}
