namespace Ldirectord.Config;

/// <summary>lost: who serves while fewer real servers than minservers are up.</summary>
internal enum LostMode
{
    /// <summary>The fallback alone: the real servers that are left are drained. Without a fallback they stay.</summary>
    Fallback,

    /// <summary>The fallback, beside the real servers that are left.</summary>
    Join,

    /// <summary>All real servers that are neither in maintenance nor drained, whatever their checks say.</summary>
    All,
}
