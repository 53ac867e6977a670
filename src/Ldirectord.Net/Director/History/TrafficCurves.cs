using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>
/// New connections per second of each virtual service, for ten minutes: the kernel's counters are read every <see cref="Step"/>, off the
/// director's loop and without destinations. The kernel changes its counters every 2 s, so a step is a multiple of that: shorter steps
/// would show a comb.
/// </summary>
/// <param name="read">The services of the kernel's table with their counters; null if it has no table. May throw IpvsException.</param>
internal sealed class TrafficCurves(Func<IReadOnlyList<ServiceEntry>?> read, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    /// <summary>Not at once: a start has better things to do.</summary>
    private static readonly TimeSpan FirstRead = TimeSpan.FromSeconds(2);

    /// <summary>Steps that are kept.</summary>
    public const int Length = 60;

    private readonly object _gate = new(); // guards what follows
    private readonly Dictionary<ServiceId, (ulong Connections, ImmutableArray<double> Curve)> _services = [];
    private ITimer? _timer;
    private long _readAt;
    private int _isReading;

    public void Start() => _timer ??= time.CreateTimer(_ => Sample(), null, FirstRead, Step);

    /// <summary>Oldest first; empty if the service is not known.</summary>
    public ImmutableArray<double> Of(ServiceId service)
    {
        lock (_gate)
            return _services.TryGetValue(service, out var known) ? known.Curve : [];
    }

    public void Dispose() => _timer?.Dispose();

    private void Sample()
    {
        // A kernel that does not answer is asked once.
        if (Interlocked.Exchange(ref _isReading, 1) == 1)
            return;
        try
        {
            if (read() is { } found)
                Add(found);
        }
        catch (IpvsException)
        {
            // The next step is longer. The loop's own reads say why.
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }

    private void Add(IReadOnlyList<ServiceEntry> found)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var seconds = time.GetElapsedTime(_readAt, now).TotalSeconds;
            _readAt = now;
            var before = _services.ToDictionary();
            _services.Clear();
            foreach (var (service, _, traffic) in found)
            {
                var curve = before.TryGetValue(service.Id, out var known)
                    ? With(known.Curve, Rate(known.Connections, traffic.Connections, seconds)) : [];
                _services[service.Id] = (traffic.Connections, curve);
            }
        }
    }

    /// <summary>Counters that fell have begun again: somebody reset them, or made the service anew.</summary>
    private static double Rate(ulong before, ulong now, double seconds) =>
        Math.Round((now >= before ? now - before : now) / Math.Max(seconds, 0.001), 2);

    private static ImmutableArray<double> With(ImmutableArray<double> curve, double rate) =>
        [.. curve.AsSpan()[Math.Max(0, curve.Length - Length + 1)..], rate];
}
