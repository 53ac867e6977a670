namespace Ldirectord.Cli;

/// <summary>
/// The parsed command line: <c>ldirectord [options] [configfile] command [arguments]</c>. Options come first, can be bundled
/// (<c>-dh</c>), end at the first word that is no option or at <c>--</c>, and cannot be abbreviated; long ones may be written in any
/// case. One word is the command, two are the configuration and the command; further words after one of the original's commands are
/// ignored, as by the original. The options of the other commands may also stand behind the command, among its arguments.
/// </summary>
/// <param name="Config">The configuration's name as typed, or null if none was given.</param>
internal sealed record CommandLine(
    Verb Verb, string? Config = null, bool Debug = false, bool DryRun = false, bool Json = false, bool Diff = false,
    bool VirtualOnly = false)
{
    /// <summary>show: only what is not fine.</summary>
    public bool OnlyProblems { get; init; }

    /// <summary>show: full screen and live.</summary>
    public bool Watch { get; init; }

    /// <summary>As many as <see cref="Command.Arguments"/> says.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>events: goes on with those that come.</summary>
    public bool Follow { get; init; }

    /// <summary>events: --after.</summary>
    public string? After { get; init; }

    /// <summary>--virtual.</summary>
    public string? Virtual { get; init; }

    /// <summary>--until.</summary>
    public string? Until { get; init; }

    /// <summary>--limit.</summary>
    public string? Limit { get; init; }

    /// <summary>--reason.</summary>
    public string? Reason { get; init; }

    /// <summary>--token-file.</summary>
    public string? TokenFile { get; init; }

    /// <summary>--hard.</summary>
    public bool Hard { get; init; }

    /// <summary>--force.</summary>
    public bool Force { get; init; }

    /// <summary>stop: --kill.</summary>
    public bool Kill { get; init; }

    /// <summary>status: --alive.</summary>
    public bool Alive { get; init; }

    /// <summary>status: --strict.</summary>
    public bool Strict { get; init; }

    /// <summary>doctor: --explain.</summary>
    public string? Explain { get; init; }

    /// <summary>import: a comment for each directive.</summary>
    public bool Explains { get; init; }

    /// <summary>import: the configuration id of keepalived.</summary>
    public string? ConfigId { get; init; }

    /// <summary>import: the file that keepalived goes on with.</summary>
    public string? KeepVrrp { get; init; }

    /// <summary>import: what moves the addresses of lvs.cf.</summary>
    public string? Cluster { get; init; }

    /// <summary>doctor: --through.</summary>
    public string? Through { get; init; }

    /// <summary>doctor: --real-server.</summary>
    public string? RealServer { get; init; }

    /// <summary>doctor: --mode.</summary>
    public string? Mode { get; init; }

    /// <summary>doctor: --director.</summary>
    public string? Director { get; init; }

    /// <summary>--wait.</summary>
    public bool Wait { get; init; }

    /// <returns>The command line, or null if it is wrong; <paramref name="mistake"/> says why.</returns>
    public static CommandLine? Parse(IReadOnlyList<string> arguments, out string mistake)
    {
        var parser = new CommandLineParser(arguments);
        var line = parser.Parse();
        mistake = parser.Mistake;
        return line;
    }
}
