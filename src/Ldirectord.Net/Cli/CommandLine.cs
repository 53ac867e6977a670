namespace Ldirectord.Cli;

/// <summary>
/// The parsed command line: <c>ldirectord [options] [configfile] command</c>. Options come first, can be bundled (<c>-dh</c>), end
/// at the first word that is no option or at <c>--</c>, and cannot be abbreviated; long ones may be written in any case. One word
/// is the command, two are the configuration and the command; further words after one of the original's commands are ignored, as by
/// the original.
/// </summary>
/// <param name="Config">The configuration's name as typed, or null if none was given.</param>
internal sealed record CommandLine(
    Verb Verb, string? Config = null, bool Debug = false, bool DryRun = false, bool Json = false, bool Diff = false)
{
    private static readonly Dictionary<string, Verb> s_verbs = new(StringComparer.Ordinal)
    {
        ["start"] = Verb.Start,
        ["stop"] = Verb.Stop,
        ["restart"] = Verb.Restart,
        ["try-restart"] = Verb.TryRestart,
        ["reload"] = Verb.Reload,
        ["force-reload"] = Verb.Reload,
        ["status"] = Verb.Status,
        ["check"] = Verb.Check,
        ["plan"] = Verb.Plan,
        ["probe"] = Verb.Probe,
        ["show"] = Verb.Show,
    };

    private bool IsNew => Verb is Verb.Check or Verb.Plan or Verb.Probe or Verb.Show;

    /// <returns>The command line, or null if it is wrong; <paramref name="mistake"/> says why.</returns>
    public static CommandLine? Parse(IReadOnlyList<string> arguments, out string mistake)
    {
        var line = new CommandLine(Verb.Start);
        bool help = false, version = false;
        var next = 0;
        for (; next < arguments.Count && arguments[next] is ['-', _, ..] option; next++)
        {
            if (option == "--")
            {
                next++;
                break;
            }
            var isLong = option.StartsWith("--", StringComparison.Ordinal);
            foreach (var name in isLong ? [option.ToLowerInvariant()] : option[1..].Select(letter => $"-{letter}"))
            {
                switch (name)
                {
                    case "-d" or "--debug":
                        line = line with { Debug = true };
                        break;
                    case "-h" or "-?" or "--help" or "--?":
                        help = true;
                        break;
                    case "-v" or "--version":
                        version = true;
                        break;
                    case "--dry-run":
                        line = line with { DryRun = true };
                        break;
                    case "--diff":
                        line = line with { Diff = true };
                        break;
                    case "--json":
                        line = line with { Json = true };
                        break;
                    default:
                        mistake = $"unknown option: {(isLong ? option : name)}";
                        return null;
                }
            }
        }
        if (help || version)
        {
            mistake = "";
            return line with { Verb = help ? Verb.Help : Verb.Version };
        }
        return line.WithWords([.. arguments.Skip(next)], out mistake);
    }

    private CommandLine? WithWords(string[] words, out string mistake)
    {
        // "probe --json" and "--json web.cf probe" are both accepted.
        var config = words.Length > 1 && !(s_verbs.ContainsKey(words[0]) && words[1] is "--json" or "--diff") ? words[0] : null;
        var name = words.ElementAtOrDefault(config is null ? 0 : 1);
        if (name is null || !s_verbs.TryGetValue(name, out var verb))
        {
            mistake = name is null ? "no command" : $"unknown command: {name}";
            return null;
        }
        var line = this with { Verb = verb, Config = config };
        var rest = words[(config is null ? 1 : 2)..];
        while (line.IsNew && rest is ["--json" or "--diff", ..])
            (line, rest) = (rest[0] == "--json" ? line with { Json = true } : line with { Diff = true }, rest[1..]);
        mistake = line switch
        {
            { IsNew: true } when rest.Length > 0 => $"unexpected argument after {name}: {rest[0]}",
            { Json: true, Verb: not (Verb.Probe or Verb.Show) } => $"--json can be used with probe and show, not with {name}",
            { Diff: true, Verb: not Verb.Show } => $"--diff can be used with show, not with {name}",
            { DryRun: true, Verb: Verb.Check or Verb.Plan or Verb.Probe } => $"--dry-run cannot be used with {name}",
            _ => "",
        };
        return mistake.Length == 0 ? line : null;
    }
}
