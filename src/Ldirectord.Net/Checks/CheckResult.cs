
using Ldirectord.Platform;

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

/// <summary>The verdict of one probe.</summary>
/// <param name="Detail">A person's sentence: "HTTP 503 Service Unavailable". Never holds a secret.</param>
internal readonly record struct CheckResult(CheckStatus Status, string Detail)
{
    /// <summary>When the certificate that the server showed expires (UTC); null if it showed none.</summary>
    public DateTime? CertificateExpires { get; init; }

    public bool IsUp => Status == CheckStatus.Passed;

    public static CheckResult Passed(string detail) => new(CheckStatus.Passed, detail);

    /// <summary>The exchange with the server failed.</summary>
    public static CheckResult Of(IoFailureException failure) => new(StatusOf(failure.Failure), failure.Message);

    /// <summary>The server answered, and not as a healthy one does.</summary>
    public static CheckResult Bad(string detail) => new(CheckStatus.BadResponse, detail);

    private static CheckStatus StatusOf(IoFailure failure) => failure switch
    {
        IoFailure.Connect => CheckStatus.ConnectFailed,
        IoFailure.Tls => CheckStatus.TlsFailed,
        IoFailure.Local => CheckStatus.Error,
        IoFailure.Shortage => CheckStatus.NotTried,
        _ => CheckStatus.BadResponse,
    };
}
