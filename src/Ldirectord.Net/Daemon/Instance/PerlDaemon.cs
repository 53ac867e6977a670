using Ldirectord.Config;

namespace Ldirectord.Daemon;

/// <summary>
/// Recognizes Perl ldirectord's daemon by its command line: "/usr/bin/perl -w /usr/sbin/ldirectord CONFIGURATION start".
/// </summary>
internal static class PerlDaemon
{
    /// <param name="commandLine">As in proc(5): words, each ended by a NUL.</param>
    /// <param name="configName">CFGNAME of the expected instance.</param>
    public static bool Is(string commandLine, string configName)
    {
        if (commandLine.TrimEnd('\0').Split('\0') is not [var interpreter, .. var words]
            || !NameOf(interpreter).StartsWith("perl", StringComparison.Ordinal))
            return false;
        // The options of the interpreter come first; none that Perl ldirectord runs with takes a value.
        var script = Array.FindIndex(words, word => !word.StartsWith('-'));
        return script >= 0
            && NameOf(words[script]).StartsWith("ldirectord", StringComparison.Ordinal)
            && ConfigOf(words[(script + 1)..], out var config)
            && ConfigLocator.InstanceName(config) == configName;
    }

    /// <returns>False if these arguments start no daemon.</returns>
    private static bool ConfigOf(IEnumerable<string> arguments, out string? config)
    {
        string[] words = [.. arguments.SkipWhile(word => word is ['-', _, ..] and not "--")];
        if (words is ["--", ..])
            words = words[1..];
        config = words.Length > 1 ? words[0] : null;
        // A restarted daemon keeps the command that it was called with.
        return words.ElementAtOrDefault(config is null ? 0 : 1) is "start" or "restart" or "try-restart";
    }

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
