using System.Diagnostics;

namespace Ldirectord.Bench;

/// <summary>Our engine alone on the host, http checks of 100 to 10,000 real servers once a second: memory, CPU for a check, and how soon a death is noticed.</summary>
internal static class HostBench
{
    private const int Deaths = 3;

    private static readonly int[] s_servers = [100, 300, 1000, 3000, 10_000];
    private static readonly Dictionary<int, double> s_privateLimits = new() { [100] = 14, [1000] = 18, [10_000] = 50 };
    // After ten seconds the daemon gives back what its start has left.
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(6);

    public static async Task RunAsync(Figures figures, string executable)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            using var web = await WebServer.StartAsync(folder.FullName).ConfigureAwait(false);
            foreach (var servers in s_servers)
                await MeasureAsync(figures, executable, servers, Path.Combine(folder.FullName, "bench.cf")).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        var (cheapest, dearest) = (figures.Points.Min(point => point.MicrosecondsPerCheck), figures.Points.Max(point => point.MicrosecondsPerCheck));
        figures.Add("growth from 100 to 10,000: CPU of the daemon per http check", Figures.Text("{0:0} to {1:0} µs", cheapest, dearest), "linear: no dearer with more", figures.Points[^1].MicrosecondsPerCheck <= figures.Points[0].MicrosecondsPerCheck);
        var (soonest, latest) = (figures.Points.Min(point => point.MillisecondsToNotice), figures.Points.Max(point => point.MillisecondsToNotice));
        figures.Add("growth from 100 to 10,000: from a failed answer to the table", Figures.Text("{0:0.0} to {1:0.0} ms", soonest, latest), "flat: within a tick, 10 ms, more", latest <= soonest + 10);
    }

    private static async Task MeasureAsync(Figures figures, string executable, int servers, string configuration)
    {
        using var mortal = new MortalServer();
        await File.WriteAllTextAsync(
            configuration,
            $"supervised=yes\n{Peer.Ours(executable).Configuration(new Work(servers, CheckKind.Http))}virtual=10.8.0.1:80\n\treal={mortal.EndPoint} masq\n\tservice=http\n\trequest=\"index.html\"\n\treceive=\"ok\"\n\tprotocol=tcp\n").ConfigureAwait(false);
        using var daemon = new HostDaemon(executable, configuration);
        await daemon.SaysAsync("Added real server", $"{mortal.EndPoint}").ConfigureAwait(false);
        await Task.Delay(s_settle).ConfigureAwait(false);

        var (accepted, cpu) = (await WebServer.AcceptedAsync().ConfigureAwait(false), HostProcess.CpuOf(daemon.Id));
        await Task.Delay(s_window).ConfigureAwait(false);
        var checks = await WebServer.AcceptedAsync().ConfigureAwait(false) - accepted;
        var each = (HostProcess.CpuOf(daemon.Id) - cpu) / checks * 1e6;
        var noticed = new List<double>();
        for (var death = 0; death < Deaths; death++)
        {
            var failed = await mortal.FailAsync().ConfigureAwait(false);
            noticed.Add(Stopwatch.GetElapsedTime(failed, await daemon.SaysAsync("Deleted real server", $"{mortal.EndPoint}").ConfigureAwait(false)).TotalMilliseconds);
            mortal.Mend();
            await daemon.SaysAsync("Added real server", $"{mortal.EndPoint}").ConfigureAwait(false);
        }

        var (own, resident) = HostProcess.MemoryOf(daemon.Id);
        var point = new Point(servers, each, Figures.Median(noticed), own);
        Figures.Say(Figures.Text("{0}, {1} checks a second, {2:0.0} MB resident", point, checks / s_window.TotalSeconds, resident));
        figures.Points.Add(point);
        if (!s_privateLimits.TryGetValue(servers, out var limit))
            return;
        figures.Add($"private memory, {servers:N0} real servers, http checks", Figures.Text("{0:0.0} MB", own), $"{limit:0} MB", own <= limit);
        figures.Add("the same: resident besides", Figures.Text("{0:0.0} MB", resident - own), "45 MB", resident - own <= 45);
    }
}
