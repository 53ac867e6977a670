namespace Ldirectord.Cli;

/// <summary>What is being asked.</summary>
internal enum SteeringStep
{
    Weight,
    Reason,
    Until,
    Confirm,

    /// <summary>The daemon refused since it is the last server that is up.</summary>
    Force,
}
