using System.Globalization;
using Ldirectord.Director;

namespace Ldirectord.Daemon;

/// <summary>What a service manager is to be told by sd_notify(3): the difference between how the director fared and how it fares.</summary>
internal static class SdMessages
{
    /// <summary>A start may last another 60 s (in µs) from each of these on: TimeoutStartSec is for a director that hangs, not for checks that take their time.</summary>
    private const string Extend = "EXTEND_TIMEOUT_USEC=60000000";

    /// <summary>Before the first pulse.</summary>
    public const string Starting = Extend + "\nSTATUS=starting";

    public const string Stopping = "STOPPING=1\nSTATUS=stopping";

    /// <param name="before">Null: nothing was told yet.</param>
    /// <param name="monotonic">The monotonic clock now, in µs: a manager that asked for the reload compares it with the moment it did (Type=notify-reload).</param>
    /// <returns>The datagrams, in order.</returns>
    public static IEnumerable<string> Between(LivenessReport? before, LivenessReport now, long monotonic)
    {
        var status = StatusOf(now);
        // What is told with the last datagram, if anything is.
        var news = before is not null && StatusOf(before) == status ? "" : $"\nSTATUS={LogLineFormat.OneLine(status)}";
        if (!now.FirstRoundIsOver)
        {
            yield return Extend + news;
            yield break;
        }
        var (was, isReloading) = (before is { FirstRoundIsOver: true, IsReloading: true }, now.IsReloading);
        var ended = before is { FirstRoundIsOver: true } && before.Reloads != now.Reloads;
        var reloading = string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={monotonic}");
        // One that began and ended between two pulses is told of all the same.
        if (ended && !was)
            yield return reloading;
        if (ended || before is not { FirstRoundIsOver: true })
            yield return "READY=1" + (isReloading ? "" : news);
        if (isReloading && (ended || !was))
            yield return reloading + news;
        else if (news.Length > 0 && !ended && before is { FirstRoundIsOver: true })
            yield return news[1..];
    }

    /// <summary>STATUS: what systemctl status shows.</summary>
    private static string StatusOf(LivenessReport pulse)
    {
        var up = $"{pulse.Services} virtual services up, {pulse.Servers} real servers up";
        return !pulse.FirstRoundIsOver ? $"first checks under way: {up}"
            : pulse.IsReloading ? $"reloading: {up}"
            : pulse.Refusal is { } refusal ? $"{up}; the file was not taken up, what was in force before stays so: {refusal}"
            : up;
    }
}
