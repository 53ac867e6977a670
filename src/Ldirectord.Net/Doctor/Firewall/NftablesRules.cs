using System.Collections.Immutable;
using System.Text.Json;

namespace Ldirectord.Doctor;

/// <summary>
/// Reads what "nft --json list ruleset" prints (libnftables-json(5)). What is not understood makes a rule unsure, never wrong.
/// </summary>
internal static class NftablesRules
{
    private const int LongestText = 80;

    /// <param name="family">"ip", "ip6" or "arp"; tables of "inet" count for the first two.</param>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static Ruleset Read(string text, string family)
    {
        using var document = JsonDocument.Parse(text);
        var heads = new List<(string Table, string Name, string? Hook, bool Drops)>();
        var rules = new Dictionary<(string, string), List<Rule>>();
        if (Part(document.RootElement, "nftables") is not { ValueKind: JsonValueKind.Array } all)
            return Ruleset.Empty;
        foreach (var one in all.EnumerateArray())
        {
            if (Part(one, "chain") is { } chain && IsOf(chain, family))
                heads.Add((Table(chain), Text(chain, "name"), Text(chain, "hook") is { Length: > 0 } hook ? hook : null,
                    Text(chain, "policy") == "drop"));
            if (Part(one, "rule") is not { } rule || !IsOf(rule, family))
                continue;
            var key = (Table(rule), Text(rule, "chain"));
            (rules.TryGetValue(key, out var list) ? list : rules[key] = []).Add(Rule(rule));
        }

        return new Ruleset(
        [
            .. heads.Select(head => new Chain(
                head.Table, head.Name, head.Hook, head.Drops, [.. rules.GetValueOrDefault((head.Table, head.Name)) ?? []])),
        ]);
    }

    private static bool IsOf(JsonElement part, string family) =>
        Text(part, "family") is var own && (own == family || (own == "inet" && family != "arp"));

    private static string Table(JsonElement part) => $"nft {Text(part, "family")} {Text(part, "table")}";

    private static Rule Rule(JsonElement rule)
    {
        var conditions = ImmutableArray.CreateBuilder<Func<Packet, bool?>>();
        var (verdict, chain, mark, changesSource) = (Verdict.Continue, "", (uint?)null, false);
        if (Part(rule, "expr") is { ValueKind: JsonValueKind.Array } expressions)
        {
            foreach (var expression in expressions.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object))
            {
                foreach (var statement in expression.EnumerateObject())
                {
                    switch (statement.Name)
                    {
                        case "match":
                            conditions.Add(Condition(statement.Value));
                            break;
                        case "counter" or "log":
                            break;
                        case "limit":
                            // It lets a part of the packets through: whether this one is among them nobody knows.
                            conditions.Add(Match.Unknown);
                            break;
                        case "mangle":
                            mark = MarkOf(statement.Value);
                            break;
                        case "accept" or "drop" or "reject" or "return":
                            verdict = statement.Name switch
                            {
                                "accept" => Verdict.Accept,
                                "return" => Verdict.Return,
                                _ => Verdict.Drop,
                            };
                            break;
                        case "jump" or "goto":
                            verdict = statement.Name == "jump" ? Verdict.Jump : Verdict.Goto;
                            chain = Text(statement.Value, "target");
                            break;
                        case "snat" or "masquerade":
                            changesSource = true;
                            break;
                        default:
                            verdict = Verdict.Unknown;
                            break;
                    }
                }
            }
        }

        var text = Part(rule, "expr")?.GetRawText() ?? "";
        return new Rule(conditions.ToImmutable(), verdict, chain, text.Length <= LongestText ? text : $"{text[..LongestText]}…")
        {
            Mark = mark,
            ChangesSource = changesSource,
        };
    }

    private static Func<Packet, bool?> Condition(JsonElement match)
    {
        if (Part(match, "left") is not { } left || Part(match, "right") is not { } right || Values(right) is not { } values)
            return Match.Unknown;
        var condition = Subject(left) switch
        {
            "ip saddr" or "ip6 saddr" => Match.Address(packet => packet.Source, values),
            "ip daddr" or "ip6 daddr" or "arp daddr ip" => Match.Address(packet => packet.Target, values),
            "tcp dport" => Both(Match.Protocol(["tcp"]), Match.Port(packet => packet.Port, values)),
            "udp dport" => Both(Match.Protocol(["udp"]), Match.Port(packet => packet.Port, values)),
            "th dport" => Match.Port(packet => packet.Port, values),
            "tcp sport" => Both(Match.Protocol(["tcp"]), Match.Port(packet => packet.SourcePort, values)),
            "udp sport" => Both(Match.Protocol(["udp"]), Match.Port(packet => packet.SourcePort, values)),
            "meta l4proto" or "ip protocol" or "ip6 nexthdr" => Match.Protocol(values),
            "meta iifname" or "meta iif" => Match.Interface(packet => packet.In, values.Select(name => name.Replace('*', '+'))),
            "ct state" => Match.State(values),
            // What every ARP message for IPv4 over ethernet has.
            "arp htype" or "arp ptype" or "arp hlen" or "arp plen" => _ => true,
            _ => Match.Unknown,
        };
        return Text(match, "op") switch
        {
            "==" or "in" => condition,
            "!=" => Match.Not(condition),
            _ => Match.Unknown,
        };
    }

    private static Func<Packet, bool?> Both(Func<Packet, bool?> one, Func<Packet, bool?> other) =>
        packet => one(packet) == false ? false : other(packet) is not { } second ? null : one(packet) & second;

    /// <summary>"tcp dport", "meta iifname", "ct state"; empty for what is not known here.</summary>
    private static string Subject(JsonElement left) =>
        Part(left, "payload") is { } payload ? $"{Text(payload, "protocol")} {Text(payload, "field")}"
        : Part(left, "meta") is { } meta ? $"meta {Text(meta, "key")}"
        : Part(left, "ct") is { } ct ? $"ct {Text(ct, "key")}" : "";

    /// <returns>Null if a value is not understood.</returns>
    private static List<string>? Values(JsonElement right)
    {
        switch (right.ValueKind)
        {
            case JsonValueKind.String:
                return [right.GetString()!];
            case JsonValueKind.Number:
                return [right.GetRawText()];
            case JsonValueKind.Array:
                List<string> all = [];
                foreach (var one in right.EnumerateArray())
                {
                    if (Values(one) is not { } some)
                        return null;
                    all.AddRange(some);
                }
                return all;
            case JsonValueKind.Object when Part(right, "set") is { } set:
                return Values(set);
            case JsonValueKind.Object when Part(right, "range") is { ValueKind: JsonValueKind.Array } range && range.GetArrayLength() == 2:
                return range[0].ValueKind == JsonValueKind.Number ? [$"{range[0].GetRawText()}-{range[1].GetRawText()}"] : null;
            case JsonValueKind.Object when Part(right, "prefix") is { } prefix:
                return [$"{Text(prefix, "addr")}/{(Part(prefix, "len") is { } length ? length.GetRawText() : "")}"];
            default:
                return null;
        }
    }

    private static uint? MarkOf(JsonElement mangle) =>
        Part(mangle, "key") is { } key && Subject(key) == "meta mark" && Part(mangle, "value") is { ValueKind: JsonValueKind.Number } value
            && value.TryGetUInt32(out var mark) ? mark : null;

    private static JsonElement? Part(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var part) ? part : null;

    private static string Text(JsonElement of, string name) =>
        Part(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
}
