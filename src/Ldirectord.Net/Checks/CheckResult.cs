
using Ldirectord.Platform;

namespace Ldirectord.Checks;

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
