namespace Ldirectord.Cli;

/// <summary>Which row it is, whatever the report says of it.</summary>
/// <param name="Real">Null for the head of a service.</param>
internal sealed record RowKey(string Virtual, string? Real, bool IsFallback);
