using System.Globalization;
using Ldirectord.Director;

namespace Ldirectord.Daemon;

/// <summary>The messages of sd_notify(3) to a service manager: the difference between two liveness reports of the director.</summary>
internal static class SdMessages
{
    /// <summary>
    /// The start may last another 60 s (in µs) from each of these messages: TimeoutStartSec is meant for a director that hangs, not
    /// for slow checks.
    /// </summary>
    private const string Extend = "EXTEND_TIMEOUT_USEC=60000000";

    /// <summary>Before the first report.</summary>
    public const string Starting = Extend + "\nSTATUS=starting";

    public const string Stopping = "STOPPING=1\nSTATUS=stopping";

    /// <param name="before">The report that was sent last, or null before the first.</param>
    /// <param name="monotonic">
    /// The monotonic clock now, in µs: a manager that asked for the reload compares it with the time of its request (Type=notify-reload).
    /// </param>
    /// <returns>The datagrams, in order.</returns>
    public static IEnumerable<string> Between(LivenessReport? before, LivenessReport now, long monotonic)
    {
        var status = StatusOf(now);
        // Sent with the last datagram, if there is one.
        var statusLine = before is not null && StatusOf(before) == status ? "" : $"\nSTATUS={LogLineFormat.OneLine(status)}";
        if (!now.FirstRoundIsOver)
        {
            yield return Extend + statusLine;
            yield break;
        }
        var (wasReloading, isReloading) = (before is { FirstRoundIsOver: true, IsReloading: true }, now.IsReloading);
        var hasReloaded = before is { FirstRoundIsOver: true } && before.Reloads != now.Reloads;
        var reloading = string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={monotonic}");
        // A reload that began and ended between two reports is reported all the same.
        if (hasReloaded && !wasReloading)
            yield return reloading;
        if (hasReloaded || before is not { FirstRoundIsOver: true })
            yield return "READY=1" + (isReloading ? "" : statusLine);
        if (isReloading && (hasReloaded || !wasReloading))
            yield return reloading + statusLine;
        else if (statusLine.Length > 0 && !hasReloaded && before is { FirstRoundIsOver: true })
            yield return statusLine[1..];
    }

    /// <summary>STATUS: what systemctl status shows.</summary>
    private static string StatusOf(LivenessReport report)
    {
        var up = $"{report.Services} virtual services up, {report.Servers} real servers up";
        return !report.FirstRoundIsOver ? $"first checks under way: {up}"
            : report.IsReloading ? $"reloading: {up}"
            : report.Refusal is { } refusal ? $"{up}; configuration rejected, the previous one stays active: {refusal}"
            : up;
    }
}
