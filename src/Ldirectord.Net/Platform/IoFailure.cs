namespace Ldirectord.Platform;

/// <summary>Whose doing it was that an exchange over the network failed.</summary>
internal enum IoFailure
{
    /// <summary>This machine's: no rights, no program, no library. The check cannot be carried out.</summary>
    Local,

    /// <summary>This machine's, for the moment: no file descriptors, no ports, no buffers. It says nothing of the server.</summary>
    Shortage,

    /// <summary>No connection came about.</summary>
    Connect,

    /// <summary>TLS could not be agreed on.</summary>
    Tls,

    /// <summary>The connection broke in the middle.</summary>
    Broken,

    /// <summary>What came is not the protocol that was expected, or more of it than is sane.</summary>
    Malformed,

    /// <summary>The server understood, and said no.</summary>
    Refused,
}
