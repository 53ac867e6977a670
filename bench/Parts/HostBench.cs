using System.Diagnostics;

namespace Ldirectord.Bench;

/// <summary>
/// Our engine alone on the host, http checks of 100 to 10,000 real servers: memory, CPU for a check, how soon a death is noticed, and what
/// a reload takes. Each server is checked once a second; of ten thousand each every five: as many a second are more than two cores ask and
/// answer, and how many are is measured too.
/// </summary>
internal static class HostBench
{
    private const int Deaths = 3;
    private const int Reloads = 3;
    private const int Starts = 3;

    private static readonly int[] s_servers = [100, 300, 1000, 3000, 10_000];
    private static readonly Dictionary<int, double> s_privateLimits = new() { [100] = 14, [1000] = 18, [10_000] = 50 };
    // After ten seconds the daemon gives back what its start has left.
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(6);

    public static async Task RunAsync(Figures figures, string executable)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        var configuration = Path.Combine(folder.FullName, "bench.cf");
        try
        {
            using var web = await WebServer.StartAsync(folder.FullName).ConfigureAwait(false);
            foreach (var servers in s_servers)
                await MeasureAsync(figures, executable, servers, configuration).ConfigureAwait(false);
            await MostAsync(figures, executable, configuration).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        var (cheapest, dearest) = (figures.Points.Min(point => point.MicrosecondsPerCheck),
            figures.Points.Max(point => point.MicrosecondsPerCheck));
        figures.Add("growth from 100 to 10,000: CPU of the daemon per http check", Figures.Text("{0:0} to {1:0} µs", cheapest, dearest),
            "linear: no dearer with more", figures.Points[^1].MicrosecondsPerCheck <= figures.Points[0].MicrosecondsPerCheck);
        var (soonest, latest) = (figures.Points.Min(point => point.MillisecondsToNotice),
            figures.Points.Max(point => point.MillisecondsToNotice));
        figures.Add("growth from 100 to 10,000: from a failed answer to the table", Figures.Text("{0:0.0} to {1:0.0} ms", soonest, latest),
            "flat: within a tick, 10 ms, more", latest <= soonest + 10);
    }

    /// <summary>Ten thousand servers, each once a second: as many checks as the machine has time for.</summary>
    private static async Task MostAsync(Figures figures, string executable, string configuration)
    {
        await File.WriteAllTextAsync(configuration, Configuration(executable, new Work(s_servers[^1], CheckKind.Http)))
            .ConfigureAwait(false);
        using var daemon = new HostDaemon(executable, configuration);
        await Task.Delay(s_settle).ConfigureAwait(false);
        var accepted = await WebServer.AcceptedAsync().ConfigureAwait(false);
        await Task.Delay(s_window).ConfigureAwait(false);
        var checks = (await WebServer.AcceptedAsync().ConfigureAwait(false) - accepted) / s_window.TotalSeconds;
        figures.Add("http checks a second, at the most, the web server on the same two cores", Figures.Text("{0:N0}", checks), "", null);
    }

    private static string Configuration(string executable, Work work) => $"supervised=yes\n{Peer.Ours(executable).Configuration(work)}";

    private static async Task MeasureAsync(Figures figures, string executable, int servers, string configuration)
    {
        using var failable = new FailableServer();
        await File.WriteAllTextAsync(
            configuration,
            $"{Configuration(executable, new Work(servers, CheckKind.Http, Interval: servers < 10_000 ? 1 : 5))}virtual=10.8.0.1:80\n"
                + $"\treal={failable.EndPoint} masq\n\tservice=http\n\trequest=\"index.html\"\n\treceive=\"ok\"\n\tprotocol=tcp\n")
                .ConfigureAwait(false);
        using var daemon = new HostDaemon(executable, configuration);
        await daemon.SaysAsync("Added real server", $"{failable.EndPoint}").ConfigureAwait(false);
        await Task.Delay(s_settle).ConfigureAwait(false);

        var (accepted, cpu) = (await WebServer.AcceptedAsync().ConfigureAwait(false), HostProcess.CpuOf(daemon.Id));
        await Task.Delay(s_window).ConfigureAwait(false);
        var checks = await WebServer.AcceptedAsync().ConfigureAwait(false) - accepted;
        var each = (HostProcess.CpuOf(daemon.Id) - cpu) / checks * 1e6;
        var noticed = new List<double>();
        for (var death = 0; death < Deaths; death++)
        {
            var failed = await failable.FailAsync().ConfigureAwait(false);
            noticed.Add(Stopwatch.GetElapsedTime(failed,
                await daemon.SaysAsync("Deleted real server", $"{failable.EndPoint}").ConfigureAwait(false)).TotalMilliseconds);
            failable.Mend();
            await daemon.SaysAsync("Added real server", $"{failable.EndPoint}").ConfigureAwait(false);
        }

        var (resident, _, own) = ProcessMemory.Of(daemon.Id);
        var point = new Point(servers, each, Figures.Median(noticed), own);
        Figures.Say(Figures.Text("{0}, {1} checks a second, {2:0.0} MB resident", point, checks / s_window.TotalSeconds, resident));
        figures.Points.Add(point);
        if (!s_privateLimits.TryGetValue(servers, out var limit))
            return;
        figures.Add($"private memory, {servers:N0} real servers, http checks", Figures.Text("{0:0.0} MB", own), $"{limit:0} MB",
            own <= limit);
        figures.Add("the same: resident besides", Figures.Text("{0:0.0} MB", resident - own), "45 MB", resident - own <= 45);
        if (servers == s_servers[^1])
        {
            await ReloadAsync(figures, daemon, configuration, servers).ConfigureAwait(false);
            await StartAsync(figures, executable, configuration, servers).ConfigureAwait(false);
        }
    }

    /// <summary>Starts another in the background, on a copy of the table too, three times.</summary>
    private static async Task StartAsync(Figures figures, string executable, string configuration, int servers)
    {
        var text = await File.ReadAllTextAsync(configuration).ConfigureAwait(false);
        configuration = Path.ChangeExtension(configuration, "start.cf");
        await File.WriteAllTextAsync(configuration, text.Replace("supervised=yes\n", "", StringComparison.Ordinal)).ConfigureAwait(false);
        var took = new List<double>();
        while (took.Count < Starts)
        {
            var begun = Stopwatch.GetTimestamp();
            await CommandAsync("start").ConfigureAwait(false);
            took.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            await CommandAsync("stop").ConfigureAwait(false);
        }

        var median = Figures.Median(took);
        figures.Add($"start with {servers:N0} real servers, on the host, a dry run: until it says that it runs",
            Figures.Text("{0:0.000} s", median), "1 s", median <= 1);

        async Task CommandAsync(string verb)
        {
            using var command = Process.Start(executable, ["--dry-run", configuration, verb]);
            await command.WaitForExitAsync().ConfigureAwait(false);
            if (command.ExitCode != 0)
                throw new InvalidOperationException($"{executable} {verb}: exit code {command.ExitCode}");
        }
    }

    /// <summary>Gives one server another weight, three times.</summary>
    private static async Task ReloadAsync(Figures figures, HostDaemon daemon, string configuration, int servers)
    {
        var edited = $"{Work.Real(servers / 2)}:{Work.Port}";
        var text = await File.ReadAllTextAsync(configuration).ConfigureAwait(false);
        var took = new List<double>();
        for (var weight = 2; took.Count < Reloads; weight++)
        {
            await File.WriteAllTextAsync(configuration,
                text.Replace($"real={edited} masq\n", $"real={edited} masq {weight}\n", StringComparison.Ordinal)).ConfigureAwait(false);
            var begun = Stopwatch.GetTimestamp();
            daemon.HangUp();
            took.Add(Stopwatch.GetElapsedTime(begun,
                await daemon.SaysAsync($"Weight set to {weight})", edited).ConfigureAwait(false)).TotalSeconds);
        }

        var median = Figures.Median(took);
        figures.Add($"reload that changes 1 of {servers:N0}, on the host, a dry run: from SIGHUP to the table",
            Figures.Text("{0:0.000} s", median), "0.1 s", median <= 0.1);
    }
}
