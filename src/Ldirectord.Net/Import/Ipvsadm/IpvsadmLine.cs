using System.Collections.Frozen;

namespace Ldirectord.Import;

/// <summary>The arguments of one call of ipvsadm 1.31 (ipvsadm(8)), by their long names.</summary>
/// <param name="Command">"add-service" and so on.</param>
internal sealed record IpvsadmLine(string Command, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>Dashes that word processors and web pages make of a hyphen.</summary>
    private const string Typographic = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212";

    /// <summary>Seconds of -p without a number, as ipvsadm 1.31 sets them; its manual says 300.</summary>
    private const string Persistence = "360";

    private static readonly FrozenDictionary<char, string> s_short = new Dictionary<char, string>
    {
        ['A'] = "add-service",
        ['E'] = "edit-service",
        ['D'] = "delete-service",
        ['C'] = "clear",
        ['R'] = "restore",
        ['S'] = "save",
        ['a'] = "add-server",
        ['e'] = "edit-server",
        ['d'] = "delete-server",
        ['L'] = "list",
        ['l'] = "list",
        ['Z'] = "zero",
        ['h'] = "help",
        ['t'] = "tcp-service",
        ['u'] = "udp-service",
        ['f'] = "fwmark-service",
        ['s'] = "scheduler",
        ['p'] = "persistent",
        ['M'] = "netmask",
        ['r'] = "real-server",
        ['g'] = "gatewaying",
        ['i'] = "ipip",
        ['m'] = "masquerading",
        ['w'] = "weight",
        ['x'] = "u-threshold",
        ['y'] = "l-threshold",
        ['6'] = "ipv6",
        ['o'] = "ops",
        ['b'] = "sched-flags",
        ['n'] = "numeric",
        ['c'] = "connection",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> s_commands = FrozenSet.Create(
        "add-service", "edit-service", "delete-service", "clear", "restore", "save", "add-server", "edit-server", "delete-server", "list",
        "zero", "help", "set", "start-daemon", "stop-daemon");

    private static readonly FrozenSet<string> s_withValue = FrozenSet.Create(
        "tcp-service", "udp-service", "sctp-service", "fwmark-service", "scheduler", "netmask", "real-server", "weight", "u-threshold",
        "l-threshold", "sched-flags", "pe", "tun-type", "tun-port", "mcast-interface", "syncid", "sync-maxlen", "mcast-group", "mcast-port",
        "mcast-ttl", "start-daemon", "stop-daemon");

    private static readonly FrozenSet<string> s_alone = FrozenSet.Create(
        "gatewaying", "ipip", "masquerading", "ipv6", "ops", "numeric", "connection", "tun-nocsum", "tun-csum", "tun-remcsum", "exact",
        "sort", "nosort", "stats", "rate", "thresholds", "timeout", "daemon", "persistent-conn");

    /// <summary>Options of commands for a virtual service, and for a real server.</summary>
    private static readonly FrozenSet<string> s_ofServices = FrozenSet.Create(
        "tcp-service", "udp-service", "sctp-service", "fwmark-service", "ipv6", "scheduler", "persistent", "netmask", "pe", "sched-flags",
        "ops");

    private static readonly FrozenSet<string> s_ofServers = FrozenSet.Create(
        "tcp-service", "udp-service", "sctp-service", "fwmark-service", "ipv6", "real-server", "gatewaying", "ipip", "masquerading",
        "weight",
        "u-threshold", "l-threshold", "tun-type", "tun-port", "tun-nocsum", "tun-csum", "tun-remcsum");

    /// <summary>An option that is not for the command; null if all are.</summary>
    public string? Foreign => Command switch
    {
        "add-service" or "edit-service" or "delete-service" => Options.Keys.FirstOrDefault(name => !s_ofServices.Contains(name)),
        "add-server" or "edit-server" or "delete-server" => Options.Keys.FirstOrDefault(name => !s_ofServers.Contains(name)),
        _ => null,
    };

    public string? Value(string option) => Options.GetValueOrDefault(option);

    public bool Has(string option) => Options.ContainsKey(option);

    /// <summary>The first option whose number is out of its range; null if none is.</summary>
    public string? Wrong(params (string Option, int Most)[] options) => options
        .Where(one => Has(one.Option) && !(Settings.Parse(Value(one.Option)) <= one.Most))
        .Select(one => $"--{one.Option} {Value(one.Option)}: expected a number from 0 to {one.Most}").FirstOrDefault();

    /// <summary>What a command prints is of no interest: "&gt;/dev/null 2&gt;&amp;1", "&amp;".</summary>
    public static IEnumerable<string> WithoutOutput(IReadOnlyList<string> words)
    {
        for (var at = 0; at < words.Count; at++)
        {
            var target = words[at].TrimStart('0', '1', '2', '&');
            if (words[at] == "&")
                continue;
            if (target is not ['>', ..])
                yield return words[at];
            else if (target.TrimStart('>').Length == 0)
                at++;
        }
    }

    /// <param name="problem">Why there is no call; empty if there is one.</param>
    /// <returns>Null if ipvsadm would refuse the arguments.</returns>
    public static IpvsadmLine? Read(IReadOnlyList<string> words, out string problem)
    {
        string? command = null;
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        problem = "";
        for (var at = 0; at < words.Count; at++)
        {
            var word = words[at];
            if (word.Length > 0 && Typographic.Contains(word[0]))
                return Refused(
                    $"\"{word}\" begins with a typographic dash, of a web page or a word processor: expected "
                    + $"-{word.TrimStart([.. Typographic])}", out problem);
            if (word is not ['-', _, ..])
                return Refused(
                    word is ['<', ..] ? "the file behind < is not read"
                        : $"unexpected word \"{word}\"", out problem);
            foreach (var (name, inline) in Names(word))
            {
                if (s_commands.Contains(name))
                {
                    if (command is not null)
                        return Refused($"two commands, {command} and {name}", out problem);
                    command = name;
                }
                else if (name != "persistent" && !s_withValue.Contains(name) && !s_alone.Contains(name))
                {
                    return Refused($"unknown option \"{word}\"", out problem);
                }

                if (name == "set")
                {
                    options["set"] = string.Join(',', words.Skip(at + 1).Take(3));
                    at += 3;
                }
                else if (s_withValue.Contains(name))
                {
                    if (inline is null && ++at >= words.Count)
                        return Refused($"\"{word}\" has no value", out problem);
                    options[name] = inline ?? words[at];
                }
                else if (name == "persistent")
                {
                    // Its number may be missing.
                    var isNumber = inline is not null || (at + 1 < words.Count && words[at + 1].All(char.IsAsciiDigit));
                    options[name] = inline ?? (isNumber ? words[++at] : Persistence);
                }
                else if (!s_commands.Contains(name))
                {
                    options[name] = "";
                }
            }
        }

        return command is null ? Refused("no command: expected -A, -a or another", out problem) : new IpvsadmLine(command, options);
    }

    private static IpvsadmLine? Refused(string why, out string problem)
    {
        problem = why;
        return null;
    }

    /// <summary>The options of a word: "--scheduler=wlc", "-At" or "-s".</summary>
    private static IEnumerable<(string Name, string? Inline)> Names(string word)
    {
        if (word.StartsWith("--", StringComparison.Ordinal))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? (word[2..], null) : (word[2..equals], word[(equals + 1)..]);
            yield break;
        }

        for (var i = 1; i < word.Length; i++)
        {
            var name = s_short.GetValueOrDefault(word[i], word[i..]);
            var takesRest = i + 1 < word.Length && (s_withValue.Contains(name) || (name == "persistent" && char.IsAsciiDigit(word[i + 1])));
            yield return (name, takesRest ? word[(i + 1)..] : null);
            if (takesRest || !s_short.ContainsKey(word[i]))
                yield break;
        }
    }
}
