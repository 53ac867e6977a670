using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>What happens by a file in maintenancedir and is no transition of a server.</summary>
internal enum SteeringKind
{
    /// <summary>A drain ended: the destination has left the table.</summary>
    Drained,

    /// <summary>The time of a file is over (until).</summary>
    Expired,

    /// <summary>A maintenance or drain without until is older than a day; once a day.</summary>
    Forgotten,
}

/// <summary>One such happening.</summary>
/// <param name="Sentence">As the log says it, without a full stop.</param>
/// <param name="Virtual">The virtual service as log lines name it; null if it is about a file that may be of several.</param>
/// <param name="Real">The real server; null as <paramref name="Virtual"/>.</param>
/// <param name="Services">The virtual services that it is about.</param>
internal sealed record SteeringNotice(
    SteeringKind Kind, string Sentence, string? Virtual, string? Real, ImmutableArray<ServiceId> Services, DateTimeOffset At)
{
    /// <summary>What a drain left: "no connections left"; null if no drain ended.</summary>
    public string? Left { get; init; }
}
