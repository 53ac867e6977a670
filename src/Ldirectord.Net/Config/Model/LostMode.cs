namespace Ldirectord.Config;

/// <summary>lost: who serves while fewer real servers than minservers are up.</summary>
internal enum LostMode
{
    /// <summary>The fallback alone: the real servers that are left are drained. Without a fallback they stay.</summary>
    Fallback,

    /// <summary>The fallback, beside the real servers that are left.</summary>
    Join,

    /// <summary>All real servers, except those in maintenance and those that are drained. Checks do not matter.</summary>
    All,
}
