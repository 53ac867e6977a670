namespace Ldirectord.Bench;

/// <summary>repair with ten thousand real servers: the cost of a read of a table that is right, and when a cleared one is whole.</summary>
internal static class RepairBench
{
    private const int Servers = 10_000;
    private const int Times = 3;

    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(3);

    // So that checking takes a small part of the guest's one processor, and the same part with reads and without.
    private static readonly Work s_work = new(Servers, CheckKind.Connect, Interval: 20);

    public static async Task RunAsync(Figures figures, Peer ours)
    {
        await using var guest = await Guest.StartAsync().ConfigureAwait(false);
        var counting = await CpuAsync(guest, Repairing(ours, interval: 3600)).ConfigureAwait(false);
        await guest.EndAsync(ours).ConfigureAwait(false);
        var reading = await CpuAsync(guest, Repairing(ours, interval: 1)).ConfigureAwait(false);
        var commands = await guest.RequestsAsync(() => Task.Delay(s_window)).ConfigureAwait(false);
        // IPVS_CMD_GET_SERVICE, asked once for each read, and IPVS_CMD_GET_DEST for each service.
        var (reads, written) = (commands.Count(command => command == 4), commands.Count(command => command is not (4 or 8)));
        Figures.Say(Figures.Text(
            "{0} reads in {1} s; CPU {2:0.000} s with them, {3:0.000} s without", reads, s_window.TotalSeconds, reading, counting));
        var took = new List<double>();
        await guest.WatchAsync(Servers / 2).ConfigureAwait(false);
        for (var time = 0; time < Times; time++)
        {
            var cleared = await guest.ClearAsync().ConfigureAwait(false);
            await guest.TableHasAsync(Servers, 60).ConfigureAwait(false);
            took.Add((await guest.ChangesAsync(cleared).ConfigureAwait(false)).First(change => change.Count == Servers).Moment - cleared);
        }

        await guest.WatchNoMoreAsync().ConfigureAwait(false);
        Figures.Say($"whole again: {string.Join(", ", took.Select(seconds => Figures.Text("{0:0.00}", seconds)))} s");

        var cost = 1000 * (reading - counting) / reads;
        figures.Add($"repair, {Servers:N0} real servers, all as it should be: CPU of the host for one read of the table",
            Figures.Text("{0:0} ms", cost), "100 ms: 1 % of a checkinterval of 10 s", cost <= 100);
        figures.Add("the same: netlink messages that change something", $"{written}", "0", written == 0);
        // Up to a second until the look, then as many netlink messages as there are servers.
        var median = Figures.Median(took);
        figures.Add($"repair: table of {Servers:N0} cleared by another hand, until it is whole", Figures.Text("{0:0.00} s", median), "4 s",
            median <= 4);
    }

    private static Peer Repairing(Peer ours, int interval) =>
        ours with { Configuration = work => $"repair=missing\nrepairinterval={interval}\n{ours.Configuration(work)}" };

    /// <summary>CPU seconds of the host while nothing happens but checks and looks.</summary>
    private static async Task<double> CpuAsync(Guest guest, Peer peer)
    {
        await guest.ConfigureAsync(peer, s_work).ConfigureAwait(false);
        _ = await guest.StartAsync(peer).ConfigureAwait(false);
        await guest.KernelHasAsync(Servers).ConfigureAwait(false);
        await Task.Delay(s_settle).ConfigureAwait(false);
        var before = guest.HostCpu;
        await Task.Delay(s_window).ConfigureAwait(false);
        return guest.HostCpu - before;
    }
}
