using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Ldirectord.Bench;

/// <summary>
/// The director while it is watched by too many: 200 event streams, a reader that takes nothing, a scraper each second, and 10,000 requests
/// of garbage on its HTTP socket, beside the same director with nobody there. 1,000 real servers, http checks, on the host, a dry run.
/// </summary>
internal static class ViewersBench
{
    private const int Servers = 1000;
    private const int Streams = 200;
    private const int Garbage = 10_000;
    private const int Deaths = 7;

    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);
    private static readonly byte[] s_garbage = Encoding.ASCII.GetBytes("\0\x16\x03 nonsense / HTTP/9.9\r\n\r\n");

    public static async Task RunAsync(Figures figures, string executable)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            using var web = await WebServer.StartAsync(folder.FullName).ConfigureAwait(false);
            var alone = await MeasureAsync(folder.FullName, executable, watched: false).ConfigureAwait(false);
            var watched = await MeasureAsync(folder.FullName, executable, watched: true).ConfigureAwait(false);
            Report(figures, alone, watched);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Report(Figures figures, Measured alone, Measured watched)
    {
        figures.Add(
            $"{Servers:N0} http checks a second beside {Streams} event streams, a scraper and garbage: checks in an interval",
            "{0:0.000}", watched.Share, "nobody watches", alone.Share, "within 1 %", watched.Share >= 0.99 * alone.Share);
        figures.Add(
            "the same: duration of a check, mean", "{0:0.00} ms", watched.CheckMilliseconds, "nobody watches", alone.CheckMilliseconds,
            "1 ms more at most", watched.CheckMilliseconds <= alone.CheckMilliseconds + 1);
        figures.Add(
            "the same: from a failed answer to the table", "{0:0.0} ms", watched.NoticedMilliseconds, "nobody watches",
            alone.NoticedMilliseconds, "a tick, 10 ms, more at most", watched.NoticedMilliseconds <= alone.NoticedMilliseconds + 10);
        figures.Add(
            "the same: private memory", "{0:0.0} MB", watched.PrivateMegabytes, "nobody watches", alone.PrivateMegabytes,
            "16 MB more at most", watched.PrivateMegabytes <= alone.PrivateMegabytes + 16);
        figures.Add(
            "the same: CPU of the director", "{0:0.0} % of one processor", 100 * watched.Cpu, "nobody watches", 100 * alone.Cpu,
            "25 % more at most", watched.Cpu <= alone.Cpu + 0.25);
    }

    private static async Task<Measured> MeasureAsync(string folder, string executable, bool watched)
    {
        Figures.Say(watched ? "a director that is watched" : "a director that nobody watches");
        using var failable = new FailableServer();
        var configuration = Path.Combine(folder, $"viewers-{watched}.cf");
        await File.WriteAllTextAsync(
            configuration,
            $"supervised=yes\n{Peer.Ours(executable).Configuration(new Work(Servers, CheckKind.Http, Interval: 1))}"
            + $"virtual=10.8.0.1:80\n\treal={failable.EndPoint} masq\n\tservice=http\n\trequest=\"index.html\"\n\treceive=\"ok\"\n"
            + "\tprotocol=tcp\n").ConfigureAwait(false);
        using var daemon = new HostDaemon(executable, configuration);
        await daemon.SaysAsync("Added real server", $"{failable.EndPoint}").ConfigureAwait(false);
        var socket = $"/var/run/ldirectord.{Path.GetFileName(configuration)}.dry-run.http.sock";
        using var viewers = watched ? await HttpViewers.StartAsync(socket, Streams).ConfigureAwait(false) : null;
        await Task.Delay(s_settle).ConfigureAwait(false);

        var garbage = watched ? SendGarbageAsync(socket) : Task.CompletedTask;
        var (accepted, cpu) = (await WebServer.AcceptedAsync().ConfigureAwait(false), HostProcess.CpuOf(daemon.Id));
        var (spent, checks) = await CheckTimeAsync(socket).ConfigureAwait(false);
        var begun = Stopwatch.GetTimestamp();
        await Task.Delay(s_window).ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var share = (await WebServer.AcceptedAsync().ConfigureAwait(false) - accepted) / (Servers * elapsed);
        var used = (HostProcess.CpuOf(daemon.Id) - cpu) / elapsed;
        var (spentAfter, checksAfter) = await CheckTimeAsync(socket).ConfigureAwait(false);
        var noticed = await NoticedAsync(daemon, failable).ConfigureAwait(false);
        await garbage.ConfigureAwait(false);
        var own = ProcessMemory.Of(daemon.Id).Written;
        if (viewers is not null && viewers.Updates < Streams * s_window.TotalSeconds / 2)
            throw new InvalidOperationException($"the streams had only {viewers.Updates} updates: nothing was measured");
        return new Measured(share, 1000 * (spentAfter - spent) / (checksAfter - checks), noticed, own, used);
    }

    private static async Task<double> NoticedAsync(HostDaemon daemon, FailableServer failable)
    {
        var noticed = new List<double>();
        while (noticed.Count < Deaths)
        {
            var failed = await failable.FailAsync().ConfigureAwait(false);
            noticed.Add(Stopwatch.GetElapsedTime(failed,
                await daemon.SaysAsync("Deleted real server", $"{failable.EndPoint}").ConfigureAwait(false)).TotalMilliseconds);
            failable.Mend();
            await daemon.SaysAsync("Added real server", $"{failable.EndPoint}").ConfigureAwait(false);
        }

        return Figures.Median(noticed);
    }

    /// <summary>Seconds that all checks took until now, and how many there were.</summary>
    private static async Task<(double Seconds, double Checks)> CheckTimeAsync(string socket)
    {
        var metrics = await HttpViewers.GetAsync(socket, "/metrics?scope=virtual").ConfigureAwait(false);
        return (Of("ldirectord_check_duration_seconds_sum{"), Of("ldirectord_check_duration_seconds_count{"));

        double Of(string name) => metrics.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private static async Task SendGarbageAsync(string socket)
    {
        for (var n = 0; n < Garbage; n++)
        {
            try
            {
                using var client = await HttpViewers.ConnectAsync(socket).ConfigureAwait(false);
                _ = await client.SendAsync(s_garbage).ConfigureAwait(false);
                // Until the server has answered and closed.
                while (await client.ReceiveAsync(new byte[1024]).ConfigureAwait(false) > 0)
                {
                }
            }
            catch (SocketException)
            {
                // Refused, or cut off: that is an answer, too.
            }
        }
    }

    private sealed record Measured(
        double Share, double CheckMilliseconds, double NoticedMilliseconds, double PrivateMegabytes, double Cpu);
}
