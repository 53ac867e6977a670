namespace Ldirectord.Import;

/// <summary>lb_kind, lvs_method: the forwarding method with its tunnel.</summary>
/// <param name="Word">gate, masq or ipip.</param>
/// <param name="Tunnel">"tun=gue:6080"; empty for plain IP in IP, and for the methods without a tunnel.</param>
internal sealed record Forwarding(string Word, string Tunnel)
{
    /// <summary>What keepalived takes where nothing, or something unknown, is said.</summary>
    public static Forwarding Default { get; } = new("masq", "");

    /// <param name="words">The statement's: the keyword, and behind it the method.</param>
    /// <returns>Null if keepalived does not know the method.</returns>
    public static Forwarding? Read(IReadOnlyList<string> words) => words.ElementAtOrDefault(1) switch
    {
        "NAT" => Default,
        "DR" => new Forwarding("gate", ""),
        "TUN" => new Forwarding("ipip", TunnelOf([.. words.Skip(2)])),
        _ => null,
    };

    private static string TunnelOf(string[] words)
    {
        var type = Behind(words, "type");
        var checksum = words.Contains("csum") ? ":csum" : words.Contains("remcsum") ? ":remcsum" : "";
        return type switch
        {
            "gue" => $"tun=gue:{Behind(words, "port") ?? "0"}{checksum}",
            "gre" => $"tun=gre{checksum}",
            _ => "",
        };
    }

    private static string? Behind(string[] words, string word) =>
        words.ElementAtOrDefault(Array.IndexOf(words, word) is var at and >= 0 ? at + 1 : words.Length);
}
