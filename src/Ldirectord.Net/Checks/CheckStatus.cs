namespace Ldirectord.Checks;

/// <summary>The kinds of <see cref="StatusCode"/>; every value but <see cref="Passed"/> and <see cref="NotTried"/> is a failure.</summary>
internal enum CheckStatus
{
    Passed,

    /// <summary>There was no connection: refused, unreachable, reset at once.</summary>
    ConnectFailed,

    /// <summary>The server was connected, but TLS failed or its certificate is not trusted.</summary>
    TlsFailed,

    /// <summary>The deadline came first, at whichever stage.</summary>
    TimedOut,

    /// <summary>The server answered, but not as a healthy server does.</summary>
    BadResponse,

    /// <summary>The check cannot be carried out: a command or library is missing.</summary>
    Error,

    /// <summary>
    /// This machine lacked descriptors, ports or memory, or is not fit for the way of the check, or a program does not know. The health of
    /// the server stays as it is.
    /// </summary>
    NotTried,
}
