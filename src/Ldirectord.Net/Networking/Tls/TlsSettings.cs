namespace Ldirectord.Networking;

/// <summary>When TLS begins on a connection.</summary>
internal enum TlsStart
{
    Never,

    /// <summary>With the first byte: https, imaps, pops, smtps, ldaps.</summary>
    AtOnce,

    /// <summary>After the protocol's own command for it: STARTTLS, STLS.</summary>
    OnCommand,
}

/// <summary>The TLS settings of a check.</summary>
/// <param name="ServerName">
/// Sent if it is a name (SNI, RFC 6066 section 3); the certificate must be for it if verified. An address is only verified.
/// </param>
/// <param name="Verify">The certificate must be valid now, be for the server name, and be signed by a trusted authority.</param>
/// <param name="CaFile">PEM file of the trusted authorities; the system's if empty.</param>
internal sealed record TlsSettings(TlsStart Start, string ServerName = "", bool Verify = false, string CaFile = "")
{
    public static TlsSettings None { get; } = new(TlsStart.Never);
}
