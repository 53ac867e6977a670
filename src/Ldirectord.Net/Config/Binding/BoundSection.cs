using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>A section that was read to its end: everything but the file's defaults, which may yet follow it.</summary>
internal sealed class BoundSection
{
    public required Section Syntax { get; init; }

    public required ServiceId Id { get; init; }

    public required SectionDirectives Settings { get; init; }

    public required ServiceFlags SchedulerFlags { get; init; }

    public required FallbackServer? Fallback { get; init; }

    public required ImmutableArray<BoundRealServer> RealServers { get; init; }
}
