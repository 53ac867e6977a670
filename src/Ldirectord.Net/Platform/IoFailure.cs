namespace Ldirectord.Platform;

/// <summary>How an exchange failed, and at which stage.</summary>
internal enum IoFailure
{
    /// <summary>This machine cannot carry out the check: a right, a program, a library or a file is missing.</summary>
    Local,

    /// <summary>This machine lacks file descriptors, ports, memory or threads for the moment. It says nothing about the server.</summary>
    Shortage,

    /// <summary>The server refused the connection, or reported the UDP port as unreachable.</summary>
    ConnectRefused,

    /// <summary>The network reported that the server cannot be reached.</summary>
    ConnectUnreachable,

    /// <summary>The server did not answer the connection request in time.</summary>
    ConnectTimeout,

    /// <summary>Connecting failed for another reason.</summary>
    Connect,

    /// <summary>The TLS handshake failed.</summary>
    Tls,

    /// <summary>The TLS handshake did not end in time.</summary>
    TlsTimeout,

    /// <summary>The server does not offer TLS on this connection, or refuses to begin it.</summary>
    TlsNotOffered,

    /// <summary>The certificate has expired.</summary>
    CertificateExpired,

    /// <summary>The certificate is not valid yet.</summary>
    CertificateNotYetValid,

    /// <summary>The certificate is for another name.</summary>
    CertificateName,

    /// <summary>No trusted authority signed the certificate.</summary>
    CertificateUntrusted,

    /// <summary>A key or signature in the certificate chain is too weak.</summary>
    CertificateWeak,

    /// <summary>The certificate is missing, or not valid for another reason.</summary>
    CertificateInvalid,

    /// <summary>The answer, or its end, did not come in time.</summary>
    AnswerTimeout,

    /// <summary>The connection was closed or reset before the answer was complete.</summary>
    Broken,

    /// <summary>The answer is not the expected protocol.</summary>
    Malformed,

    /// <summary>The answer is longer than the limit.</summary>
    TooLarge,

    /// <summary>The server understood the request and answered with an error.</summary>
    Refused,

    /// <summary>The content of the answer cannot be matched against an expression.</summary>
    Mismatch,

    /// <summary>A redirect cannot be followed.</summary>
    Redirect,

    /// <summary>The server refused the login, or offers no way to log in.</summary>
    Login,

    /// <summary>The login did not end in time; a database driver may not tell this from connecting.</summary>
    LoginTimeout,

    /// <summary>A program did not start or end in time.</summary>
    ProgramTimeout,

    /// <summary>This machine is not fit for the way that the exchange was to take.</summary>
    Unfit,
}
