namespace Ldirectord.Status;

/// <summary>That the director works, and how far it is.</summary>
/// <param name="FirstRoundIsOver">Each check has had its first result.</param>
/// <param name="Problem">Why the file on disk is not active; null if it is.</param>
/// <param name="Up">Real servers that are up.</param>
/// <param name="Servers">Real servers.</param>
internal sealed record AliveReport(bool FirstRoundIsOver, string? Problem, int Up, int Servers);
