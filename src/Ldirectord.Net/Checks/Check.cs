using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// A check is one record in one file: its fields are its settings, <see cref="RunAsync"/> is its behaviour. Record equality is the identity
/// by which virtual services share one probe, so fields are flat values. A check never logs, retries, reads a clock or knows of IPVS.
/// </summary>
/// <param name="Target">Address and port that are probed.</param>
/// <param name="Timeout">Longest time from the start of a probe to its result; enforced by <see cref="CheckRunner"/>.</param>
internal abstract record Check(IPEndPoint Target, TimeSpan Timeout)
{
    /// <summary>checksource, checkdevice and checkmark; null if none is set.</summary>
    public SocketPath? Path { get; init; }

    /// <summary>checkvia = virtual: how the virtual address leads to this server; null if the server itself is the target.</summary>
    public CheckVia? Via { get; init; }

    /// <summary>Whether the check speaks over UDP.</summary>
    public virtual bool UsesUdp => false;

    /// <summary>The target with the way to it.</summary>
    protected ConnectTarget ConnectTarget => new(Target, Path);

    /// <summary>The check's word in the file: a value of checktype or service.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether <see cref="RunAsync"/> never blocks the thread that calls it.</summary>
    public virtual bool IsNonBlocking => false;

    /// <summary>Whether <see cref="RunAsync"/> runs a program: it begins when there is a place (<see cref="ProgramPlaces"/>).</summary>
    public virtual bool RunsProgram => false;

    /// <summary>Whether a pass may bring a weight (<see cref="CheckResult.Weight"/>).</summary>
    public virtual bool MayGiveWeight => false;

    /// <summary>
    /// Secrets of the configuration, as they are written there. A server may repeat them; <see cref="CheckRunner"/> hides them in every
    /// form. Empty strings are ignored.
    /// </summary>
    public virtual IReadOnlyCollection<string> Secrets => [];

    /// <summary>
    /// What may not be shown of an exchange: the secrets, and what the file has in directives that may hold one (a request of bytes, the
    /// query of a URL).
    /// </summary>
    public virtual IReadOnlyCollection<string> Confidential => Secrets;

    /// <summary>The same check by another way.</summary>
    /// <param name="target">Null to keep the target.</param>
    public virtual Check At(IPEndPoint? target, SocketPath? path) => this with { Target = target ?? Target, Path = path };

    /// <summary>The same check from this address.</summary>
    public virtual Check From(IPAddress source) => At(null, (Path ?? new SocketPath()) with { Source = source });

    /// <summary>Probes once. Called by <see cref="CheckRunner"/>, which turns exceptions into results.</summary>
    /// <exception cref="Ldirectord.Platform.IoFailureException">The exchange failed; the message says how.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired.</exception>
    public abstract ValueTask<CheckResult> RunAsync(CancellationToken ct);
}
