
using Ldirectord.Cli;
using Ldirectord.Config;

namespace Ldirectord.Daemon;

/// <summary>Perl ldirectord's own daemon, by its command line: "/usr/bin/perl -w /usr/sbin/ldirectord CONFIGURATION start".</summary>
internal static class PerlDaemon
{
    /// <param name="commandLine">As proc(5) has it: words, each ended by a NUL.</param>
    /// <param name="configName">The name of the instance that it must be of.</param>
    public static bool Is(string commandLine, string configName)
    {
        if (commandLine.TrimEnd('\0').Split('\0') is not [var interpreter, .. var words]
            || !NameOf(interpreter).StartsWith("perl", StringComparison.Ordinal))
            return false;
        // The interpreter's own options come first; none that Perl ldirectord is run with takes a word of its own.
        var script = Array.FindIndex(words, word => !word.StartsWith('-'));
        return script >= 0
            && NameOf(words[script]).StartsWith("ldirectord", StringComparison.Ordinal)
            // One that was restarted keeps the word it was called with.
            && CommandLine.Parse(words[(script + 1)..], out _) is { Verb: Verb.Start or Verb.Restart or Verb.TryRestart } line
            && ConfigLocator.InstanceName(line.Config) == configName;
    }

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
