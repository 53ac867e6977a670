namespace Ldirectord.Daemon;

/// <summary>A log message, and the local time at which it was logged: it may be written later.</summary>
internal readonly record struct LogEntry(DateTimeOffset Time, string Message);
