using System.Net;

namespace Ldirectord.Doctor;

/// <summary>A packet whose way through the rules is followed.</summary>
/// <param name="In">Interface by which it comes; null if it is not known.</param>
/// <param name="Protocol">"tcp", "udp", "sctp", "ipencap".</param>
/// <param name="Port">Destination port; 0 if the protocol has none.</param>
/// <param name="SourcePort">0 if the protocol has none, or any may be.</param>
/// <param name="State">"new" or "established" (conntrack).</param>
internal sealed record Packet(
    string? In, IPAddress? Source, IPAddress? Target, string Protocol, int Port, int SourcePort, string State);
