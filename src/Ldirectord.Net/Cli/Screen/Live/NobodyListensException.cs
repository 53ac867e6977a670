namespace Ldirectord.Cli;

/// <summary>Nobody listens on the daemon's socket.</summary>
internal sealed class NobodyListensException(Exception inner) : IOException("ldirectord does not run", inner);
