namespace Ldirectord.Daemon;

/// <summary>The command line by which this program starts itself: in the background, or for a configuration of <c>execute</c>.</summary>
internal static class SelfCommand
{
    /// <param name="config">The configuration's name as typed, or null if none was given.</param>
    /// <returns>The arguments after the program's name. Pacemaker's agent looks for "CONFIGURATION start" at their end.</returns>
    public static string[] Arguments(string? config, string command, bool dryRun) =>
    [
        .. dryRun ? ["--dry-run"] : Array.Empty<string>(),
        .. config is ['-', ..] ? ["--"] : Array.Empty<string>(),
        .. config is null ? Array.Empty<string>() : [config],
        command,
    ];
}
