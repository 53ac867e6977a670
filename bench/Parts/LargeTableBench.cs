using System.Diagnostics;

namespace Ldirectord.Bench;

/// <summary>Ten thousand real servers in the kernel's table: an edit of one line, and a start when all is right already.</summary>
internal static class LargeTableBench
{
    private const int Servers = 10_000;
    private const int Edited = Servers / 2;
    private const int Times = 3;
    private const int Watched = 99; // a weight that no other edit gives

    private const int GetService = 4; // IPVS_CMD_GET_SERVICE

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(3);

    // So that checking takes a small part of the guest's one processor.
    private static readonly Work s_work = new(Servers, CheckKind.Connect, Interval: 20);

    public static async Task RunAsync(Figures figures, Peer ours)
    {
        await using var guest = await Guest.StartAsync().ConfigureAwait(false);
        await guest.ConfigureAsync(ours, s_work).ConfigureAwait(false);
        var (before, after) = await guest.StartAsync(ours).ConfigureAwait(false);
        await guest.KernelHasAsync(Servers).ConfigureAwait(false);
        Figures.Say(Figures.Text("start over an empty table: {0:0.00} s until it said so", after - before));
        await ReloadAsync(figures, guest).ConfigureAwait(false);
        await StartAsync(figures, guest, ours).ConfigureAwait(false);
    }

    private static async Task ReloadAsync(Figures figures, Guest guest)
    {
        await guest.WatchOneAsync(Work.VirtualOf(Edited), Edited).ConfigureAwait(false);
        var undisturbed = await ChecksAsync(guest, () => Task.CompletedTask).ConfigureAwait(false);
        var disturbed = await ChecksAsync(guest, () => guest.EditAsync(Edited, weight: 2)).ConfigureAwait(false);
        var took = new List<double>();
        for (var weight = 3; took.Count < Times; weight++)
        {
            // By then the reload before this one has brought the rest of the table into line, too.
            await Task.Delay(s_quiet).ConfigureAwait(false);
            var hangUp = await guest.EditAsync(Edited, weight).ConfigureAwait(false);
            took.Add(await guest.WeightSeenAsync(weight).ConfigureAwait(false) - hangUp);
        }

        var written = Writes(await guest.RequestsAsync(async () =>
        {
            _ = await guest.EditAsync(Edited, Watched).ConfigureAwait(false);
            _ = await guest.WeightSeenAsync(Watched).ConfigureAwait(false);
        }).ConfigureAwait(false));
        await guest.WatchNoMoreAsync().ConfigureAwait(false);
        Figures.Say($"reloads: {string.Join(", ", took.Select(seconds => Figures.Text("{0:0.000}", seconds)))} s");

        var median = Figures.Median(took);
        figures.Add($"reload that changes 1 of {Servers:N0}: from SIGHUP to the kernel's table", Figures.Text("{0:0.000} s", median),
            "0.1 s", median <= 0.1);
        figures.Add("the same: netlink messages that change something", $"{written}", "1", written == 1);
        // The interval that is measured is as long as the guest was held up, so some are in or out; one that began anew would be all of
        // them twice.
        figures.Add("the same: checks in an interval, with the reload and without", $"{disturbed:N0} and {undisturbed:N0}", "within 5 %",
            Math.Abs(disturbed - undisturbed) <= Servers / 20);
    }

    private static async Task StartAsync(Figures figures, Guest guest, Peer ours)
    {
        // As kill -9 left it: the table is right.
        var took = new List<double>();
        for (var start = 0; start < Times; start++)
        {
            await guest.KillOursAsync().ConfigureAwait(false);
            var (before, after) = await guest.StartAsync(ours).ConfigureAwait(false);
            took.Add(after - before);
        }

        await guest.KillOursAsync().ConfigureAwait(false);
        var written = Writes(await guest.RequestsAsync(async () =>
        {
            var accepted = await guest.AcceptedAsync().ConfigureAwait(false);
            _ = await guest.StartAsync(ours).ConfigureAwait(false);
            // One more is the question itself.
            var begun = Stopwatch.GetTimestamp();
            while (await guest.AcceptedAsync().ConfigureAwait(false) - accepted <= Servers)
            {
                if (Stopwatch.GetElapsedTime(begun) > s_timeout)
                    throw new TimeoutException($"the daemon has not checked all its servers within {s_timeout}");
                await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            }
        }).ConfigureAwait(false));
        Figures.Say($"starts: {string.Join(", ", took.Select(seconds => Figures.Text("{0:0.00}", seconds)))} s");

        var median = Figures.Median(took);
        figures.Add($"start over a table that is right, {Servers:N0} real servers: until it says that it runs",
            Figures.Text("{0:0.00} s", median), "1 s", median <= 1);
        figures.Add("the same: netlink messages that change something, first round of checks included", $"{written}", "0", written == 0);
    }

    /// <summary>Checks of one interval.</summary>
    private static async Task<long> ChecksAsync(Guest guest, Func<Task> meanwhile)
    {
        var accepted = await guest.AcceptedAsync().ConfigureAwait(false);
        var interval = Task.Delay(TimeSpan.FromSeconds(s_work.Interval));
        await meanwhile().ConfigureAwait(false);
        await interval.ConfigureAwait(false);
        return await guest.AcceptedAsync().ConfigureAwait(false) - accepted;
    }

    /// <summary>Those that change something: IPVS_CMD_NEW_SERVICE … DEL_SERVICE, NEW_DEST … DEL_DEST (linux/ip_vs.h).</summary>
    private static int Writes(List<int> commands)
    {
        // Every start and reload asks first: where no question was seen, nothing was.
        if (!commands.Contains(GetService))
            throw new InvalidOperationException($"nothing was seen but {string.Join(' ', commands)}");
        return commands.Count(command => command is 1 or 2 or 3 or 5 or 6 or 7);
    }
}
