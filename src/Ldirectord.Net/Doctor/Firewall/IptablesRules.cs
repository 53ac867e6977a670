using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Ldirectord.Doctor;

/// <summary>Reads what iptables-save prints (iptables-save(8)). What is not understood makes a rule unsure, never wrong.</summary>
internal static class IptablesRules
{
    private const int LongestText = 80;

    public static Ruleset Read(string text)
    {
        var chains = ImmutableArray.CreateBuilder<Chain>();
        var rules = new Dictionary<string, List<Rule>>(StringComparer.Ordinal);
        var heads = new List<(string Name, bool Drops)>();
        var table = "";
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith('*'))
                table = line[1..].Trim();
            else if (line.StartsWith(':') && line[1..].Split(' ') is [var name, var policy, ..])
                heads.Add((name, policy == "DROP"));
            else if (line.StartsWith("-A ", StringComparison.Ordinal) && Words(line) is [_, var chain, .. var words])
                (rules.TryGetValue(chain, out var list) ? list : rules[chain] = []).Add(Rule(words, line));
            else if (line.StartsWith("COMMIT", StringComparison.Ordinal))
                End();
        }

        End();
        return new Ruleset(chains.ToImmutable());

        void End()
        {
            foreach (var (name, drops) in heads)
                chains.Add(new Chain($"iptables {table}", name, Hook(name), drops, [.. rules.GetValueOrDefault(name) ?? []]));
            heads.Clear();
            rules.Clear();
        }
    }

    private static string? Hook(string chain) =>
        chain is "INPUT" or "FORWARD" or "OUTPUT" or "PREROUTING" or "POSTROUTING" ? chain.ToLowerInvariant() : null;

    private static Rule Rule(List<string> words, string line)
    {
        var conditions = ImmutableArray.CreateBuilder<Func<Packet, bool?>>();
        var (verdict, chain, mark, changesSource) = (Verdict.Continue, "", (uint?)null, false);
        for (var i = 0; i < words.Count; i++)
        {
            var isNegated = words[i] == "!";
            if (isNegated && ++i == words.Count)
                break;
            var value = words.ElementAtOrDefault(i + 1) ?? "";
            switch (words[i])
            {
                case "-j" or "--jump" or "-g" or "--goto":
                    (verdict, chain) = Target(value, isGoto: words[i] is "-g" or "--goto");
                    changesSource = value is "SNAT" or "MASQUERADE";
                    i++;
                    // What stands behind the target is its options.
                    if (value is "MARK" or "CONNMARK")
                        mark = MarkOf(words.Skip(i + 1));
                    i = words.Count;
                    break;
                case "-m" or "--match" when value is "tcp" or "udp" or "sctp" or "conntrack" or "state" or "multiport" or "comment":
                    i++;
                    break;
                case "--comment":
                    i++;
                    break;
                default:
                    // How many values an option has that is not known here nobody says: they count as such options themselves.
                    var condition = Condition(words[i], value);
                    conditions.Add(condition is null ? Match.Unknown : isNegated ? Match.Not(condition) : condition);
                    i += condition is null ? 0 : 1;
                    break;
            }
        }

        return new Rule(conditions.ToImmutable(), verdict, chain, line.Length <= LongestText ? line : $"{line[..LongestText]}…")
        {
            Mark = mark,
            ChangesSource = changesSource,
        };
    }

    private static Func<Packet, bool?>? Condition(string option, string value) => option switch
    {
        "-p" or "--protocol" => Match.Protocol([value]),
        "-s" or "--source" => Match.Address(packet => packet.Source, [value]),
        "-d" or "--destination" => Match.Address(packet => packet.Target, [value]),
        "-i" or "--in-interface" => Match.Interface(packet => packet.In, [value]),
        "--dport" or "--dports" or "--destination-port" => Match.Port(packet => packet.Port, value.Split(',')),
        "--sport" or "--sports" or "--source-port" => Match.Port(packet => packet.SourcePort, value.Split(',')),
        "--ctstate" or "--state" => Match.State(value.Split(',')),
        _ => null,
    };

    private static (Verdict, string) Target(string target, bool isGoto) => target switch
    {
        _ when isGoto => (Verdict.Goto, target),
        "ACCEPT" => (Verdict.Accept, ""),
        "DROP" or "REJECT" => (Verdict.Drop, ""),
        "RETURN" => (Verdict.Return, ""),
        "MARK" or "CONNMARK" or "LOG" or "NFLOG" or "TCPMSS" or "TOS" or "DSCP" or "CT" or "NOTRACK" or "CLASSIFY" or "ULOG" =>
            (Verdict.Continue, ""),
        _ => (Verdict.Jump, target), // a chain, or a target that is not known here: then no chain has the name
    };

    /// <summary>"--set-mark 3", "--set-xmark 0x3/0xffffffff".</summary>
    private static uint? MarkOf(IEnumerable<string> options)
    {
        List<string> words = [.. options];
        var at = words.FindIndex(word => word is "--set-mark" or "--set-xmark" or "--or-mark");
        if (at < 0 || at + 1 == words.Count)
            return null;
        var number = words[at + 1].Split('/')[0];
        return number.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? uint.TryParse(number[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? hex : null
            : uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var mark) ? mark : null;
    }

    /// <summary>Splits at blanks; a text in quotes is one word, with a backslash before a quote.</summary>
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[i] == '\\' && isQuoted && i + 1 < line.Length)
            {
                word.Append(line[++i]);
            }
            else if (line[i] == ' ' && !isQuoted)
            {
                if (word.Length > 0)
                    words.Add(word.ToString());
                word.Clear();
            }
            else
            {
                word.Append(line[i]);
            }
        }

        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }
}
