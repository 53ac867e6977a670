namespace Ldirectord.Config;

/// <summary>The kinds of check that checktype can name.</summary>
internal enum CheckKind
{
    Negotiate,
    Connect,
    Ping,
    External,
    ExternalPerl,
    On,
    Off,

    /// <summary>A number of connects between two negotiates.</summary>
    Combined,

    /// <summary>Both must pass.</summary>
    ConnectAndNegotiate,
}
