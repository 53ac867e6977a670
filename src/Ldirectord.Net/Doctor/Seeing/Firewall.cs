namespace Ldirectord.Doctor;

/// <summary>The rules of this machine's firewall.</summary>
/// <param name="Problem">Why they, or a part of them, could not be read; null if they were.</param>
internal sealed record Firewall(Ruleset IPv4, Ruleset IPv6, string? Problem)
{
    /// <summary>Rules for ARP (arptables(8)).</summary>
    public Ruleset Arp { get; init; } = Ruleset.Empty;

    public static Firewall None { get; } = new(Ruleset.Empty, Ruleset.Empty, null);

    public Ruleset Of(System.Net.Sockets.AddressFamily family) =>
        family == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPv6 : IPv4;
}
