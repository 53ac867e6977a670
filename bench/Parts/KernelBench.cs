namespace Ldirectord.Bench;

/// <summary>What one peer did: seconds from the event to the change of the table.</summary>
/// <param name="Hung">How long after its death one server was out while a hundred others hung.</param>
internal sealed record Moves(double In, double FirstOut, double LastOut, double? Hung);

/// <summary>
/// Perl ldirectord, keepalived and ours on the same work, by turns in one User-Mode Linux kernel: moves of the table.
/// </summary>
internal static class KernelBench
{
    private const int Many = 1000;
    private const int Few = 100;
    private const int Hung = 100;
    private const int Rounds = 3;

    public static async Task RunAsync(Figures figures, Peer[] peers)
    {
        await using var guest = await Guest.StartAsync().ConfigureAwait(false);
        figures.GuestKernel = await guest.KernelAsync().ConfigureAwait(false);
        var perl = peers.FirstOrDefault(peer => peer.IsSlow);
        var quick = peers.Where(peer => !peer.IsSlow).ToArray();

        var moves = quick.ToDictionary(peer => peer.Name, _ => new List<Moves>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var peer in quick)
            {
                // Once is enough of a peer that takes most of a minute for it.
                var hang = round == 0 || peer == quick[0];
                moves[peer.Name].Add(await MovesAsync(guest, peer, new Work(Many, CheckKind.Connect), hang).ConfigureAwait(false));
            }
        }

        if (quick is [var ours, var other])
            ShowMoves(figures, moves[ours.Name], other.Name, moves[other.Name]);

        if (perl is null || quick is [])
            return;
        var starts = new List<double>();
        foreach (var peer in (Peer[])[quick[0], perl])
        {
            starts.Add(await StartAsync(guest, peer, new Work(Few, CheckKind.Connect), Few / 2).ConfigureAwait(false));
            await EndAsync(guest, peer).ConfigureAwait(false);
            Figures.Say(Figures.Text("{0}: {1} in the table after {2:0.00} s", peer.Name, Few, starts[^1]));
        }

        figures.Add($"start: {Few} real servers in the table", "{0:0.00} s", starts[0], perl.Name, starts[1], "50 times faster than Perl",
            starts[0] <= starts[1] / 50);
    }

    private static void ShowMoves(Figures figures, List<Moves> ours, string other, List<Moves> theirs)
    {
        Show($"start: {Many:N0} real servers in the table", moves => moves.In, double.PositiveInfinity, "no slower than keepalived");
        Show($"all {Many:N0} die: the first is out", moves => moves.FirstOut, 1, "1 s; no slower than keepalived");
        Show($"all {Many:N0} die: the last is out", moves => moves.LastOut, 1.5, "1.5 s; no slower than keepalived");
        var (mine, its) = (ours.Max(moves => moves.Hung!.Value), theirs.Max(moves => moves.Hung ?? 0));
        figures.Add($"1 of {Many:N0} dies while {Hung} hang: it is out, at the latest", "{0:0.00} s", mine, other, its, "1.05 s",
            mine <= 1.05);

        void Show(string work, Func<Moves, double> figure, double limit, string target)
        {
            var (mine, its) = (Median(ours, figure), Median(theirs, figure));
            figures.Add(work, "{0:0.00} s", mine, other, its, target, mine <= limit && mine <= its);
        }
    }

    private static double Median(List<Moves> rounds, Func<Moves, double> figure) => Figures.Median(rounds.Select(figure));

    private static async Task<Moves> MovesAsync(Guest guest, Peer peer, Work work, bool hang)
    {
        const int timeoutSeconds = 60;
        var watched = work.Servers / 2;
        var start = await StartAsync(guest, peer, work, watched).ConfigureAwait(false);
        var died = await guest.AllDieAsync().ConfigureAwait(false);
        await guest.TableHasAsync(0, timeoutSeconds).ConfigureAwait(false);
        var removals = await guest.ChangesAsync(died).ConfigureAwait(false);
        var moves = new Moves(start, removals[0].Moment - died, removals.First(change => change.Count == 0).Moment - died, null);
        await guest.AllReturnAsync().ConfigureAwait(false);
        if (hang)
        {
            await guest.TableHasAsync(work.Servers, timeoutSeconds).ConfigureAwait(false);
            // A second later each of them is being waited for.
            await guest.HangAsync(0, Hung).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromSeconds(work.Interval)).ConfigureAwait(false);
            var dies = await guest.DieAsync(watched).ConfigureAwait(false);
            await guest.WatchedIsOutAsync().ConfigureAwait(false);
            moves = moves with
            {
                Hung = (await guest.ChangesAsync(dies).ConfigureAwait(false)).First(change => !change.Watched).Moment
                - dies
            };
            await guest.MendAsync().ConfigureAwait(false);
        }

        await EndAsync(guest, peer).ConfigureAwait(false);
        Figures.Say($"{peer.Name}: {moves}");
        return moves;
    }

    /// <summary>Starts a peer with the watch on.</summary>
    /// <returns>Seconds until all servers were in the table for good.</returns>
    private static async Task<double> StartAsync(Guest guest, Peer peer, Work work, int watched)
    {
        await guest.ConfigureAsync(peer, work).ConfigureAwait(false);
        await guest.WatchAsync(watched).ConfigureAwait(false);
        var (started, _) = await guest.StartAsync(peer).ConfigureAwait(false);
        await guest.TableHasAsync(work.Servers, peer.IsSlow ? 300 : 60).ConfigureAwait(false);
        // Perl ldirectord puts all in before it checks any, takes them out, and only then is it right: the last change counts.
        return (await guest.ChangesAsync(started).ConfigureAwait(false)).Last(change => change.Count == work.Servers).Moment - started;
    }

    private static async Task EndAsync(Guest guest, Peer peer)
    {
        await guest.WatchNoMoreAsync().ConfigureAwait(false);
        await guest.EndAsync(peer).ConfigureAwait(false);
    }
}
