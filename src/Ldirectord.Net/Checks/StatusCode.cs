namespace Ldirectord.Checks;

/// <summary>
/// The result of a probe, or the state of a server that has none, as one word for scripts: "code" in <c>probe --json</c> and
/// <c>show --json</c>. The prefix is the stage: connect_ (layer 4), tls_ (layer 6), response_ and login_ (layer 7). A name, once
/// released, stays. docs/status-codes.md has the same sentences.
/// </summary>
internal enum StatusCode
{
    /// <summary>The server has not been checked yet.</summary>
    NotChecked,

    /// <summary>The server accepted the TCP or SCTP connection, and nothing more was asked.</summary>
    Connected,

    /// <summary>The server answered as expected.</summary>
    ResponseOk,

    /// <summary>The external command exited with status 0.</summary>
    ProgramOk,

    /// <summary>The server counts as up without a check: checktype=on or service=none.</summary>
    AlwaysUp,

    /// <summary>The server refused the TCP or SCTP connection, or the UDP port is unreachable.</summary>
    ConnectRefused,

    /// <summary>The server did not answer the connection request in time.</summary>
    ConnectTimeout,

    /// <summary>The network reported that the server cannot be reached: no route to host, network unreachable.</summary>
    ConnectUnreachable,

    /// <summary>The connection failed for another reason, such as a firewall rule on this machine.</summary>
    ConnectFailed,

    /// <summary>The TLS handshake failed.</summary>
    TlsHandshake,

    /// <summary>The TLS handshake did not end in time.</summary>
    TlsTimeout,

    /// <summary>The server does not offer TLS, or refused STARTTLS.</summary>
    TlsNotOffered,

    /// <summary>The server's certificate has expired.</summary>
    TlsCertificateExpired,

    /// <summary>The server's certificate is not valid yet.</summary>
    TlsCertificateNotYetValid,

    /// <summary>The server's certificate is for another name.</summary>
    TlsCertificateName,

    /// <summary>The server's certificate is not signed by a trusted authority.</summary>
    TlsCertificateUntrusted,

    /// <summary>The server's certificate, or one that signs it, has a weak key or signature.</summary>
    TlsCertificateWeak,

    /// <summary>The server's certificate is missing, or not valid for another reason, such as its purpose.</summary>
    TlsCertificateInvalid,

    /// <summary>The answer, or its end, did not come in time.</summary>
    ResponseTimeout,

    /// <summary>The connection was closed or reset before the answer was complete.</summary>
    ResponseClosed,

    /// <summary>The answer is not the expected protocol, or breaks its rules.</summary>
    ResponseMalformed,

    /// <summary>The answer is longer than the limit.</summary>
    ResponseTooLarge,

    /// <summary>The server answered with an error or an unexpected status: HTTP 503, SMTP 421, NXDOMAIN, a failed query.</summary>
    ResponseStatus,

    /// <summary>The server answered without an error, but not with one result: no row, no record, no entry, or several entries.</summary>
    ResponseUnexpected,

    /// <summary>The content of the answer does not match receive, matches receivenot, or cannot be matched.</summary>
    ResponseMismatch,

    /// <summary>The server redirects too often, or to a place that cannot or must not be followed.</summary>
    ResponseRedirect,

    /// <summary>The server refused the login, or offers no way to log in.</summary>
    LoginRefused,

    /// <summary>The login did not end in time; the libraries for pgsql, odbc and oracle do not tell this from connecting.</summary>
    LoginTimeout,

    /// <summary>The external command exited with another status than 0, or was killed.</summary>
    ProgramFailed,

    /// <summary>The external command did not start or end in time.</summary>
    ProgramTimeout,

    /// <summary>The external command does not know how the server is, or did not run; the server's health stays as it is.</summary>
    ProgramUnknown,

    /// <summary>This machine lacks file descriptors, ports, memory or threads for the moment; the server's health stays as it is.</summary>
    LocalShortage,

    /// <summary>This machine cannot send the check its way (checkvia, checksource); the server's health stays as it is.</summary>
    LocalUnfit,

    /// <summary>This machine cannot carry out the check: a setting, program, library, file or right is missing.</summary>
    LocalError,

    /// <summary>A file in maintenancedir takes the server out.</summary>
    Maintenance,

    /// <summary>The agent of the server says down (agentport, agentfile).</summary>
    AgentDown,

    /// <summary>The fallback server, which is not checked.</summary>
    Fallback,

    /// <summary>The server is not checked and stays out: checktype=off.</summary>
    Off,
}
