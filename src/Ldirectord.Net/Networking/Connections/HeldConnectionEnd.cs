namespace Ldirectord.Networking;

/// <summary>How a held connection ended, or why it could not be opened.</summary>
/// <param name="Held">How long it was open; zero if it never was.</param>
/// <param name="Reason">"closed by the server".</param>
/// <param name="IsOurs">This machine could not open it (no descriptor left): that says nothing about the server.</param>
internal readonly record struct HeldConnectionEnd(TimeSpan Held, string Reason, bool IsOurs);
