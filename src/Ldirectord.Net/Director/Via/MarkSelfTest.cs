using System.Collections.Concurrent;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;

namespace Ldirectord.Director;

/// <summary>
/// Whether the marks of checks reach IPVS: then it drops a packet with the self-test's mark, whose service has no destination. A packet it
/// does not drop can leave a connection there, for 60 s with TCP and 300 s with UDP, and every later packet with the same ports follows
/// that one and renews it, though marks reach IPVS again. So "no" is the answer of several ports, and holds for a while without a packet.
/// </summary>
/// <param name="isDropped">Sends the packet of a check by a way, from a source port.</param>
internal sealed class MarkSelfTest(TimeProvider time, Func<Check, SocketPath, int, bool> isDropped)
{
    /// <summary>Source ports that are tried before the answer turns to "no".</summary>
    internal const int Attempts = 8;

    /// <summary>Packets come from ports below: this machine's own connections to virtual addresses do not.</summary>
    private const int FirstUnprivilegedPort = 1024;

    /// <summary>How long "no" holds: so few connections arise meanwhile that most ports have none.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>When the answer was last "no".</summary>
    private readonly ConcurrentDictionary<(IPEndPoint Target, bool UsesUdp, SocketPath Way), long> _lost = [];

    /// <param name="way">That of the check.</param>
    /// <param name="mark">The self-test's.</param>
    public bool Passes(Check check, SocketPath way, uint mark)
    {
        var marked = way with { Mark = mark, Ports = null };
        var question = (check.Target, check.UsesUdp, marked);
        var isLost = _lost.TryGetValue(question, out var last);
        if (isLost && time.GetElapsedTime(last) < Pause)
            return false;
        for (var attempts = isLost ? 1 : Attempts; attempts > 0; attempts--)
        {
            if (!isDropped(check, marked, Random.Shared.Next(1, FirstUnprivilegedPort)))
                continue;
            _lost.TryRemove(question, out _);
            return true;
        }

        _lost[question] = time.GetTimestamp();
        return false;
    }
}
