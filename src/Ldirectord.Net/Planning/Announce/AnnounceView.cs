namespace Ldirectord.Planning;

/// <summary>An address that announce names, as it is now.</summary>
/// <param name="Why">"2 of 3 up, 1 wanted", or the reason or problem of the state, as one clause.</param>
internal sealed record AnnounceView(AnnounceTarget Target, AnnounceState State, string Why);

/// <summary>Whether an address is announced. In JSON in lower case.</summary>
internal enum AnnounceState
{
    /// <summary>It stands on the interface.</summary>
    Announced,

    /// <summary>It does not, until what is said in words comes to pass.</summary>
    Waiting,

    /// <summary>It does not, because another director is the active one.</summary>
    Standby,

    /// <summary>It does not, because an operator withdrew it.</summary>
    Withdrawn,

    /// <summary>It is not as it should be, because something prevents it.</summary>
    Failed,
}
