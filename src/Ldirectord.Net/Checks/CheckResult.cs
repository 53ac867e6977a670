using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>The result of one probe.</summary>
/// <param name="Code">For scripts.</param>
/// <param name="Detail">For people: "HTTP 503 Service Unavailable". <see cref="CheckRunner"/> removes secrets.</param>
internal readonly record struct CheckResult(StatusCode Code, string Detail)
{
    /// <summary>When the certificate that the server showed expires (UTC); null if it showed none.</summary>
    public DateTime? CertificateExpires { get; init; }

    /// <summary>Null if the check gives no weight.</summary>
    public WeightAnswer? Weight { get; init; }

    /// <summary>What an agent said; null for every other check, and if the agent said nothing that counts.</summary>
    public AgentAnswer? Agent { get; init; }

    public CheckStatus Status => Code.Status();

    public bool IsUp => Status == CheckStatus.Passed;

    /// <summary>The exchange with the server failed.</summary>
    public static CheckResult Of(IoFailureException failure) => new(StatusCodes.Of(failure.Failure), failure.Message);
}
