namespace Ldirectord.Cli;

/// <summary>What the keys of show --watch can do with a server; the words of the daemon's resources.</summary>
internal enum SteeringAction
{
    Drain,
    Enable,
    Maintenance,
    Weight,
    Recheck,
}
