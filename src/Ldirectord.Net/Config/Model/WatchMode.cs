namespace Ldirectord.Config;

/// <summary>watch: how a death is noticed between two checks.</summary>
internal enum WatchMode
{
    /// <summary>It is not.</summary>
    No,

    /// <summary>A TCP connection to each real server is held; when it ends, the check runs now.</summary>
    Connection,
}
