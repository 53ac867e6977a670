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

/// <summary>What a check wants of TLS.</summary>
/// <param name="ServerName">Asked for (SNI, RFC 6066 section 3) if it is a name; what the certificate must be for if it is verified. An address is only verified.</param>
/// <param name="Verify">The certificate must be valid now, for the server name, and signed by an authority that is trusted.</param>
/// <param name="CaFile">PEM file of the authorities that are trusted; empty: the system's.</param>
internal sealed record TlsSettings(TlsStart Start, string ServerName = "", bool Verify = false, string CaFile = "")
{
    public static TlsSettings None { get; } = new(TlsStart.Never);
}
