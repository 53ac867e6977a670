namespace Ldirectord.Config;

/// <summary>The kinds of checktype.</summary>
internal enum CheckKind
{
    Negotiate,
    Connect,
    Ping,
    External,
    ExternalPerl,
    On,
    Off,
    Combined,

    /// <summary>Both must pass.</summary>
    ConnectAndNegotiate,
}
