namespace Ldirectord.Planning;

/// <summary>What is done now with a destination that should leave the table.</summary>
internal enum RemovalStep
{
    /// <summary>Delete it.</summary>
    Delete,

    /// <summary>Set its weight to 0: it gets no new clients, and its present ones are served to their end.</summary>
    Drain,

    /// <summary>Leave it as it is: it still has clients, or nothing serves in its place yet.</summary>
    Wait,
}
