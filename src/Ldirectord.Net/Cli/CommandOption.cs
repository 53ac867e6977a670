using System.Collections.Immutable;

namespace Ldirectord.Cli;

/// <summary>An option that belongs to certain commands. It may stand before its command or after it.</summary>
/// <param name="Name">"--until".</param>
/// <param name="Value">What the value is called in messages; null if the option has none.</param>
/// <param name="Set">Adds the option to a command line. Its value is "" if it takes none.</param>
/// <param name="Verbs">The commands that take it.</param>
internal sealed record CommandOption(string Name, string? Value, Func<CommandLine, string, CommandLine> Set, params Verb[] Verbs)
{
    private static readonly Verb[] s_ofServers = [Verb.Drain, Verb.Enable, Verb.Maintenance, Verb.Weight, Verb.Recheck];
    private static readonly Verb[] s_steering = [.. s_ofServers, Verb.Withdraw, Verb.Announce];

    /// <summary>Every option, one line each.</summary>
    public static ImmutableArray<CommandOption> All { get; } =
    [
        new("--json", null, (line, _) => line with { Json = true },
            [Verb.Probe, Verb.Show, Verb.Events, Verb.Explain, Verb.Doctor, .. s_steering]),
        new("--diff", null, (line, _) => line with { Diff = true }, Verb.Show),
        new("--only-problems", null, (line, _) => line with { OnlyProblems = true }, Verb.Show) { Excludes = ["--diff"] },
        new("--watch", null, (line, _) => line with { Watch = true }, Verb.Show) { Excludes = ["--diff", "--json"] },
        new("--virtual-only", null, (line, _) => line with { VirtualOnly = true }, Verb.Metrics),
        new("--virtual", "SERVICE", (line, service) => line with { Virtual = service }, [Verb.Explain, .. s_ofServers]),
        new("--follow", null, (line, _) => line with { Follow = true }, Verb.Events),
        new("--after", "NUMBER", (line, number) => line with { After = number }, Verb.Events),
        new("--until", "TIME", (line, time) => line with { Until = time }, Verb.Drain, Verb.Maintenance, Verb.Weight, Verb.Withdraw),
        new("--limit", "TIME", (line, time) => line with { Limit = time }, Verb.Drain, Verb.Maintenance),
        new("--reason", "TEXT", (line, text) => line with { Reason = text }, Verb.Drain, Verb.Maintenance, Verb.Weight, Verb.Withdraw),
        new("--hard", null, (line, _) => line with { Hard = true }, Verb.Drain),
        new("--force", null, (line, _) => line with { Force = true }, Verb.Drain, Verb.Maintenance, Verb.Weight),
        new("--wait", null, (line, _) => line with { Wait = true }, Verb.Drain, Verb.Maintenance),
        new("--token-file", "FILE", (line, file) => line with { TokenFile = file }, s_steering),
        new("--alive", null, (line, _) => line with { Alive = true }, Verb.Status) { Excludes = ["--strict"] },
        new("--strict", null, (line, _) => line with { Strict = true }, Verb.Status),
        new("--kill", null, (line, _) => line with { Kill = true }, Verb.Stop),
        new("--config", "FILE", (line, file) => line with { Config = file }, Verb.Console),
        new("--explain", "ID", (line, id) => line with { Explain = id }, Verb.Doctor)
        {
            Excludes = ["--json", "--through", "--real-server"],
        },
        new("--explain", null, (line, _) => line with { Explains = true }, Verb.Import),
        new("--config-id", "ID", (line, id) => line with { ConfigId = id }, Verb.Import),
        new("--keep-vrrp", "FILE", (line, file) => line with { KeepVrrp = file }, Verb.Import),
        new("--cluster", "crm|pcs|keepalived", (line, kind) => line with { Cluster = kind }, Verb.Import),
        new("--through", "ADDRESS", (line, address) => line with { Through = address }, Verb.Doctor) { Excludes = ["--real-server"] },
        new("--real-server", "ADDRESS[:PORT]", (line, address) => line with { RealServer = address }, Verb.Doctor),
        new("--mode", "gate|ipip|masq", (line, mode) => line with { Mode = mode }, Verb.Doctor) { Excludes = ["--through", "--explain"] },
        new("--director", "ADDRESS", (line, address) => line with { Director = address }, Verb.Doctor)
        {
            Excludes = ["--through", "--explain"],
        },
    ];

    /// <summary>Names of options that it cannot stand with.</summary>
    public ImmutableArray<string> Excludes { get; private init; } = [];

    /// <param name="word">The option, with "=value" behind it if it takes one. Upper case counts as lower case.</param>
    /// <param name="value">What stands behind "="; null without it.</param>
    /// <param name="verb">The command, where an option of the same name belongs to several; null if it is not known yet.</param>
    /// <returns>Null if there is no such option.</returns>
    public static CommandOption? Find(string word, out string? value, Verb? verb = null)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        value = equals < 0 ? null : word[(equals + 1)..];
        var name = (equals < 0 ? word : word[..equals]).ToLowerInvariant();
        CommandOption[] found = [.. All.Where(option => option.Name == name && (equals < 0 || option.Value is not null))];
        return found.FirstOrDefault(option => verb is { } command && option.Verbs.Contains(command)) ?? found.FirstOrDefault();
    }

    /// <summary>"probe and show".</summary>
    public string CommandWords()
    {
        var words = Verbs.Select(Command.WordOf).ToArray();
        return words.Length == 1 ? words[0] : $"{string.Join(", ", words[..^1])} and {words[^1]}";
    }
}
