using System.Collections.Immutable;

namespace Ldirectord.Config;

/// <summary>Reads the values of emailalert, emailalertfreq, emailalertstatus and smtp, at the top of the file and in sections.</summary>
internal static class MailDirectives
{
    /// <summary>emailalert = "a@b, c@d": addresses between commas or blanks.</summary>
    public static ImmutableArray<string>? Recipients(DirectiveReader line)
    {
        if (line.Text is "" or "\"\"")
        {
            line.Error("emailalert without an address: expected one or more, separated by commas");
            return null;
        }

        string addresses = line.Text.Replace("\"", "", StringComparison.Ordinal);
        return [.. addresses.Split([',', .. ValueSyntax.Blanks], StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>emailalertfreq = seconds, from 0.</summary>
    public static TimeSpan? Frequency(DirectiveReader line)
    {
        if (line.Text.Length > 0 && char.IsAsciiDigit(line.Text[0]))
        {
            var time = ValueSyntax.Seconds(ValueSyntax.Digits(line.Text));
            line.WarnOfSeconds(time.TotalSeconds);
            return time;
        }

        line.Error($"invalid emailalertfreq \"{DirectiveReader.Shorten(line.Text)}\": expected seconds, 0 for no repetition");
        return null;
    }

    /// <summary>emailalertstatus: words between commas; "none" stands alone.</summary>
    public static DaemonPhases? Phases(DirectiveReader line)
    {
        // After a comma the original ignores blanks, too.
        string value = line.Text.EndsWith(',') ? line.Text : line.WithoutTrailingBlanks();
        var words = value.TrimEnd([',', .. ValueSyntax.Blanks]).Split(',').Select(word => word.Trim(ValueSyntax.Blanks)).ToList();
        if (words is [""])
            return DaemonPhases.None;
        var phases = DaemonPhases.None;
        foreach (string word in words)
        {
            DaemonPhases? phase = word switch
            {
                "all" => DaemonPhases.All,
                "none" => DaemonPhases.None,
                "starting" => DaemonPhases.Starting,
                "running" => DaemonPhases.Running,
                "stopping" => DaemonPhases.Stopping,
                "reloading" => DaemonPhases.Reloading,
                _ => null,
            };
            if (phase is null)
            {
                line.Error($"invalid emailalertstatus \"{DirectiveReader.Shorten(word)}\": "
                    + "expected all, none, starting, running, stopping or reloading");
                return null;
            }

            phases |= phase.Value;
        }

        if (phases == DaemonPhases.None || !words.Contains("none"))
            return phases;
        line.Error("emailalertstatus has \"none\" beside other words: expected none alone");
        return null;
    }

    /// <summary>smtp = host; as the original does, the text after the host is ignored.</summary>
    public static string? Server(DirectiveReader line)
    {
        string host = string.Concat(line.Text.TakeWhile(c => ValueSyntax.IsWordCharacter(c) || c is '.' or '-' or '+'));
        if (host.Length > 0)
            return host;
        line.Error(line.Text.StartsWith('"')
            ? "smtp in quotes: expected smtp = host"
            : $"invalid smtp \"{DirectiveReader.Shorten(line.Text)}\": expected a host name or an IPv4 address");
        return null;
    }
}
