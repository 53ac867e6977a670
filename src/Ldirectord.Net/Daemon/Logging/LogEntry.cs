namespace Ldirectord.Daemon;

/// <summary>What is logged, and when it was told: it may be written later.</summary>
/// <param name="Told">Local time.</param>
internal readonly record struct LogEntry(DateTimeOffset Told, string Message);
