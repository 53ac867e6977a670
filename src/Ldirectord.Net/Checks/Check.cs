using System.Net;

namespace Ldirectord.Checks;

/// <summary>
/// A check is one record in one file: its fields are its settings, <see cref="RunAsync"/> is its behaviour. Record equality is the identity
/// by which virtual services share one probe, so fields are flat values. A check never logs, retries, reads a clock or knows of IPVS.
/// </summary>
/// <param name="Target">Address and port that are probed.</param>
/// <param name="Timeout">Longest time from the start of a probe to its result; enforced by <see cref="CheckRunner"/>.</param>
internal abstract record Check(IPEndPoint Target, TimeSpan Timeout)
{
    /// <summary>The check's word in the file: a value of checktype or service.</summary>
    public virtual string Kind => GetType().Name.Replace("Check", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Whether <see cref="RunAsync"/> never blocks the thread that calls it.</summary>
    public virtual bool IsNonBlocking => false;

    /// <summary>
    /// Secrets of the configuration, as they are written there. A server may repeat them; <see cref="CheckRunner"/> hides them in every
    /// form. Empty strings are ignored.
    /// </summary>
    public virtual IReadOnlyCollection<string> Secrets => [];

    /// <summary>Probes once. Called by <see cref="CheckRunner"/>, which turns exceptions into results.</summary>
    /// <exception cref="Ldirectord.Platform.IoFailureException">The exchange failed; the message says how.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired.</exception>
    public abstract ValueTask<CheckResult> RunAsync(CancellationToken ct);
}
