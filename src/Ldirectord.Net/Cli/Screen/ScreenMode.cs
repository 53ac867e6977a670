namespace Ldirectord.Cli;

/// <summary>What the screen shows, and where keys go.</summary>
internal enum ScreenMode
{
    List,

    /// <summary>The list, with the filter's line open.</summary>
    Filter,

    /// <summary>One server: why it is as it is.</summary>
    Detail,

    Help,

    /// <summary>The list, with a question of <see cref="SteeringDialogue"/>.</summary>
    Ask,
}
