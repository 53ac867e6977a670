using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>One real or fallback server.</summary>
/// <param name="EndPoint">As written in the configuration.</param>
/// <param name="Destination">As the table holds it, with its connections; null: not in it.</param>
/// <param name="Configured">As the configuration wants it while up.</param>
/// <param name="Health">"up", "down", "unknown" (not checked yet), "maintenance", "fallback" or "off".</param>
/// <param name="Reason">The last probe's sentence.</param>
/// <param name="Milliseconds">What the last probe took; null before the first.</param>
/// <param name="Since">When its health last changed.</param>
/// <param name="CertificateExpires">Of the certificate that was last seen; null: none was.</param>
internal sealed record ServerSnapshot(
    IPEndPoint EndPoint, DestinationEntry? Destination, Destination Configured, bool IsFallback, string Health, string Reason, double? Milliseconds,
    int Failures, DateTimeOffset Since, DateTimeOffset? CertificateExpires = null);
