namespace Ldirectord.Cli;

/// <summary>An action that the operator has confirmed.</summary>
/// <param name="Server">"10.0.0.2:80".</param>
/// <param name="Virtual">The one service that is meant; null for all services of the server.</param>
/// <param name="Reason">Null if none was given, as are the others.</param>
/// <param name="Until">"2h", or a moment.</param>
/// <param name="Weight">"5", "50%".</param>
/// <param name="IsHard">A drain that also moves clients that are kept by persistence.</param>
/// <param name="IsForced">Also of the last healthy server.</param>
internal sealed record SteeringOrder(
    SteeringAction Action, string Server, string? Virtual, string? Reason, string? Until, string? Weight, bool IsHard, bool IsForced);
