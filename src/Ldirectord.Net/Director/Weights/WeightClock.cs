using System.Net;

namespace Ldirectord.Director;

/// <summary>When the weights of one virtual service were written, and when they are next.</summary>
internal sealed class WeightClock
{
    /// <summary>Time of the last write; null before the first.</summary>
    public TimeSpan? WrittenAt { get; set; }

    /// <summary>Time of the next step; null if nothing waits for one.</summary>
    public TimeSpan? Due { get; set; }

    /// <summary>Servers whose weight changed since the last step.</summary>
    public HashSet<IPEndPoint> Waiting { get; } = [];
}
