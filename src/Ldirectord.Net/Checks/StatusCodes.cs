using System.Diagnostics;
using System.Text.Json;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>The name of each status code, what it means for health, and the code of each failure.</summary>
internal static class StatusCodes
{
    private static readonly string[] s_names =
        [.. Enum.GetNames<StatusCode>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>The code as it stands in JSON: "connect_refused".</summary>
    public static string Name(this StatusCode code) => s_names[(int)code];

    /// <exception cref="UnreachableException">No probe ends with this code.</exception>
    public static CheckStatus Status(this StatusCode code) => code switch
    {
        StatusCode.Connected or StatusCode.ResponseOk or StatusCode.ProgramOk or StatusCode.AlwaysUp => CheckStatus.Passed,
        StatusCode.ConnectRefused or StatusCode.ConnectUnreachable or StatusCode.ConnectFailed => CheckStatus.ConnectFailed,
        StatusCode.TlsHandshake or StatusCode.TlsNotOffered or StatusCode.TlsCertificateExpired or StatusCode.TlsCertificateNotYetValid
            or StatusCode.TlsCertificateName or StatusCode.TlsCertificateUntrusted or StatusCode.TlsCertificateWeak
            or StatusCode.TlsCertificateInvalid => CheckStatus.TlsFailed,
        StatusCode.ConnectTimeout or StatusCode.TlsTimeout or StatusCode.ResponseTimeout or StatusCode.LoginTimeout
            or StatusCode.ProgramTimeout => CheckStatus.TimedOut,
        StatusCode.ResponseClosed or StatusCode.ResponseMalformed or StatusCode.ResponseTooLarge or StatusCode.ResponseStatus
            or StatusCode.ResponseUnexpected or StatusCode.ResponseMismatch or StatusCode.ResponseRedirect or StatusCode.LoginRefused
            or StatusCode.ProgramFailed => CheckStatus.BadResponse,
        StatusCode.LocalError => CheckStatus.Error,
        StatusCode.LocalShortage or StatusCode.LocalUnfit or StatusCode.ProgramUnknown => CheckStatus.NotTried,
        _ => throw new UnreachableException($"no probe ends with {code}"),
    };

    public static StatusCode Of(IoFailure failure) => failure switch
    {
        IoFailure.Local => StatusCode.LocalError,
        IoFailure.Shortage => StatusCode.LocalShortage,
        IoFailure.Unfit => StatusCode.LocalUnfit,
        IoFailure.ConnectRefused => StatusCode.ConnectRefused,
        IoFailure.ConnectUnreachable => StatusCode.ConnectUnreachable,
        IoFailure.ConnectTimeout => StatusCode.ConnectTimeout,
        IoFailure.Connect => StatusCode.ConnectFailed,
        IoFailure.Tls => StatusCode.TlsHandshake,
        IoFailure.TlsTimeout => StatusCode.TlsTimeout,
        IoFailure.TlsNotOffered => StatusCode.TlsNotOffered,
        IoFailure.CertificateExpired => StatusCode.TlsCertificateExpired,
        IoFailure.CertificateNotYetValid => StatusCode.TlsCertificateNotYetValid,
        IoFailure.CertificateName => StatusCode.TlsCertificateName,
        IoFailure.CertificateUntrusted => StatusCode.TlsCertificateUntrusted,
        IoFailure.CertificateWeak => StatusCode.TlsCertificateWeak,
        IoFailure.CertificateInvalid => StatusCode.TlsCertificateInvalid,
        IoFailure.AnswerTimeout => StatusCode.ResponseTimeout,
        IoFailure.Broken => StatusCode.ResponseClosed,
        IoFailure.Malformed => StatusCode.ResponseMalformed,
        IoFailure.TooLarge => StatusCode.ResponseTooLarge,
        IoFailure.Refused => StatusCode.ResponseStatus,
        IoFailure.Mismatch => StatusCode.ResponseMismatch,
        IoFailure.Redirect => StatusCode.ResponseRedirect,
        IoFailure.Login => StatusCode.LoginRefused,
        IoFailure.LoginTimeout => StatusCode.LoginTimeout,
        IoFailure.ProgramTimeout => StatusCode.ProgramTimeout,
        _ => throw new UnreachableException($"no code for {failure}"),
    };
}
