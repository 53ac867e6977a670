using System.Collections.Immutable;
using System.Net;
using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>Which destinations are being drained, and for how long already.</summary>
internal sealed class DrainClock(TimeProvider time)
{
    private readonly Dictionary<ServiceId, Dictionary<IPEndPoint, long>> _since = [];

    /// <summary>Null if the destination is not being drained.</summary>
    public TimeSpan? Elapsed(ServiceId service, IPEndPoint endPoint) =>
        _since.GetValueOrDefault(service)?.TryGetValue(endPoint, out var since) == true ? time.GetElapsedTime(since) : null;

    /// <summary>These destinations of the service are being drained, and no others.</summary>
    public void Set(ServiceId service, ImmutableArray<DrainingDestination> draining)
    {
        var before = _since.GetValueOrDefault(service);
        if (draining.IsEmpty)
            _since.Remove(service);
        else
            _since[service] = draining.DistinctBy(one => one.EndPoint).ToDictionary(one => one.EndPoint, one => Since(before, one));
    }

    public void Forget(ServiceId service) => _since.Remove(service);

    private long Since(Dictionary<IPEndPoint, long>? before, DrainingDestination draining) =>
        before?.TryGetValue(draining.EndPoint, out var since) == true ? since
        : time.GetTimestamp() - (long)(draining.Elapsed.TotalSeconds * time.TimestampFrequency);
}
