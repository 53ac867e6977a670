namespace Ldirectord.Planning;

/// <summary>What repair does about one thing that differs.</summary>
internal enum RepairStep
{
    PutBack,

    /// <summary>Leave it alone from now on, and say so.</summary>
    BeginPause,

    /// <summary>Leave it alone: the pause goes on.</summary>
    Leave,
}
