namespace Ldirectord.Checks;

/// <summary>How a probe ended; every value but <see cref="Passed"/> and <see cref="NotTried"/> is a failure.</summary>
internal enum CheckStatus
{
    Passed,

    /// <summary>No connection: refused, unreachable, reset at once.</summary>
    ConnectFailed,

    /// <summary>Connected, but TLS could not be agreed on.</summary>
    TlsFailed,

    /// <summary>The deadline came first.</summary>
    TimedOut,

    /// <summary>The server answered, and the answer is not what a healthy server says.</summary>
    BadResponse,

    /// <summary>The check itself could not be carried out: a missing command, a missing library.</summary>
    Error,

    /// <summary>This machine lacked what a probe takes: descriptors, ports, memory. It says nothing of the server, whose health stays as it is.</summary>
    NotTried,
}
