namespace Ldirectord.Cli;

/// <summary>The order of rows.</summary>
internal enum ScreenSort
{
    /// <summary>As in the file: services with their servers below them. With every other order there are servers only.</summary>
    File,

    /// <summary>What is not fine first.</summary>
    State,

    /// <summary>Most active connections first.</summary>
    Connections,

    /// <summary>What changed last first.</summary>
    Changed,

    /// <summary>The slowest check first.</summary>
    Duration,

    Address,
}
