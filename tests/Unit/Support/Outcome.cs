using Ldirectord.Checks;

namespace Ldirectord.Tests.Support;

/// <summary>What most tests expect of a probe: kind, sentence and certificate of its result. StatusCodeTests expects the codes.</summary>
internal readonly record struct Outcome(CheckStatus Status, string Detail)
{
    public DateTime? CertificateExpires { get; init; }

    public bool IsUp => Status == CheckStatus.Passed;

    public static Outcome Passed(string detail) => new(CheckStatus.Passed, detail);

    public static Outcome Bad(string detail) => new(CheckStatus.BadResponse, detail);

    public static Outcome Of(CheckResult result) => new(result.Status, result.Detail) { CertificateExpires = result.CertificateExpires };
}
