using System.Net;

namespace Ldirectord.Checks;

/// <summary>
/// A check is one record in one file: its fields are its settings, <see cref="RunAsync"/> is its behaviour. Record equality is the identity by which
/// virtual services share one probe, so fields are flat values. A check never logs, retries, reads a clock or knows of IPVS.
/// </summary>
/// <param name="Target">Address and port that are probed.</param>
/// <param name="Timeout">Total time one probe may take, from its start to its verdict; enforced by <see cref="CheckRunner"/>.</param>
internal abstract record Check(IPEndPoint Target, TimeSpan Timeout)
{
    /// <summary>The word of checktype or service that stands for it in the file.</summary>
    public virtual string Kind => GetType().Name.Replace("Check", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Nothing in <see cref="RunAsync"/> holds up the thread it begins on: it may begin on the reactor's.</summary>
    public virtual bool IsNonBlocking => false;

    /// <summary>
    /// What no reason may show, should the server say it back, as the configuration has it; <see cref="CheckRunner"/> takes it out in every form. Empty
    /// texts are none.
    /// </summary>
    public virtual IReadOnlyCollection<string> Secrets => [];

    /// <summary>Probes once. Called by <see cref="CheckRunner"/>, which makes the verdict of what it throws.</summary>
    /// <exception cref="Ldirectord.Platform.IoFailureException">The exchange failed; the message says how.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired.</exception>
    public abstract ValueTask<CheckResult> RunAsync(CancellationToken ct);
}
