namespace Ldirectord.Bench;

/// <summary>
/// What checks of a thousand real servers cost: CPU of the host and memory of ours, of keepalived and of the floor, by turns in one
/// User-Mode Linux kernel.
/// </summary>
internal static class CostBench
{
    private const int Servers = 1000;
    private const int Rounds = 9;
    private const int Looks = 3;

    /// <summary>Of the floor's CPU.</summary>
    private const double MostOfFloor = 1.1;

    private const double MostResident = 16;

    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(3);

    /// <summary>After ten seconds the daemon gives back what its start has left.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(15);

    private sealed record Turn(Peer Peer, CheckKind Kind, double Cost, ProcessMemory? Memory);

    public static async Task RunAsync(Figures figures, string executable)
    {
        Peer[] peers = [Peer.Ours(executable), Peer.Keepalived, Peer.Floor(await FloorProgram.BuildAsync().ConfigureAwait(false))];
        await using var guest = await Guest.StartAsync().ConfigureAwait(false);
        figures.GuestKernel = await guest.KernelAsync().ConfigureAwait(false);
        var idle = await IdleAsync(guest).ConfigureAwait(false);
        var turns = new List<Turn>();
        foreach (var kind in (CheckKind[])[CheckKind.Connect, CheckKind.Http])
        {
            // By turns: a machine that others use is not as fast in one minute as in the next.
            for (var round = 1; round <= Rounds; round++)
            {
                foreach (var peer in peers)
                {
                    var isLast = round == Rounds;
                    turns.Add(await TakeTurnAsync(guest, peer, new Work(Servers, kind), idle, isLast).ConfigureAwait(false));
                }
            }
        }

        foreach (var kind in (CheckKind[])[CheckKind.Connect, CheckKind.Http])
            ShowCost(figures, kind, peer => turns.Where(turn => turn.Peer == peer && turn.Kind == kind).Select(turn => turn.Cost), peers);
        foreach (var kind in (CheckKind[])[CheckKind.Connect, CheckKind.Http])
            ShowMemory(figures, kind, peer => turns.Last(turn => turn.Peer == peer && turn.Kind == kind).Memory!, peers);
    }

    private static void ShowCost(Figures figures, CheckKind kind, Func<Peer, IEnumerable<double>> costs, Peer[] peers)
    {
        var (ours, keepalived, floor) = (Median(peers[0]), Median(peers[1]), Median(peers[2]));
        figures.Add($"CPU of the host per {Name(kind)} check, answering side included", "{0:0.000} ms", ours, peers[1].Name, keepalived);
        figures.Add("the same beside a bare C prober that keeps nothing", "{0:0.000} ms", ours, peers[2].Name, floor,
            Figures.Text("{0:0.0} of the floor's", MostOfFloor), ours <= MostOfFloor * floor);

        double Median(Peer peer) => Figures.Median(costs(peer));
    }

    private static void ShowMemory(Figures figures, CheckKind kind, Func<Peer, ProcessMemory> memory, Peer[] peers)
    {
        var (ours, keepalived) = (memory(peers[0]), memory(peers[1]));
        figures.Add($"{Servers:N0} real servers, {Name(kind)} checks: resident memory", "{0:0.0} MB", ours.Resident,
            $"{peers[1].Name}, two processes", keepalived.Resident, $"{MostResident:0} MB", ours.Resident <= MostResident);
        figures.Add("the same: resident, shared pages divided", "{0:0.0} MB", ours.Proportional, peers[1].Name, keepalived.Proportional);
        figures.Add("the same: written to", "{0:0.0} MB", ours.Written, peers[1].Name, keepalived.Written);
    }

    private static string Name(CheckKind kind) => kind == CheckKind.Connect ? "connect" : "http";

    /// <summary>CPU of the host per second while no program checks.</summary>
    private static async Task<double> IdleAsync(Guest guest)
    {
        await Task.Delay(s_settle).ConfigureAwait(false);
        var before = guest.HostCpu;
        await Task.Delay(s_window).ConfigureAwait(false);
        return (guest.HostCpu - before) / s_window.TotalSeconds;
    }

    private static async Task<Turn> TakeTurnAsync(Guest guest, Peer peer, Work work, double idle, bool isLast)
    {
        await guest.ConfigureAsync(peer, work).ConfigureAwait(false);
        _ = await guest.StartAsync(peer).ConfigureAwait(false);
        if (!peer.IsFloor)
            await guest.KernelHasAsync(work.Servers).ConfigureAwait(false);
        await Task.Delay(s_settle).ConfigureAwait(false);
        var (accepted, cpu, begun) = (await guest.AcceptedAsync().ConfigureAwait(false), guest.HostCpu, DateTime.UtcNow);
        await Task.Delay(s_window).ConfigureAwait(false);
        var (taken, seconds) = (guest.HostCpu - cpu, (DateTime.UtcNow - begun).TotalSeconds);
        var checks = await guest.AcceptedAsync().ConfigureAwait(false) - accepted;
        // Milliseconds of the host for a check, the answering side and the guest's kernel included.
        var cost = 1000 * (taken - idle * seconds) / checks;
        var memory = isLast ? await MemoryAsync(guest, peer).ConfigureAwait(false) : null;
        await guest.EndAsync(peer).ConfigureAwait(false);
        Figures.Say(Figures.Text("{0}: {1:0.000} ms of CPU for a check, {2}, {3:0} a second {4}", peer.Name, cost, work.Kind,
            checks / seconds, memory?.ToString() ?? ""));
        return new Turn(peer, work.Kind, cost, memory);
    }

    private static async Task<ProcessMemory> MemoryAsync(Guest guest, Peer peer)
    {
        await Task.Delay(s_rest - s_window).ConfigureAwait(false);
        var looks = new List<ProcessMemory>();
        while (looks.Count < Looks)
        {
            looks.Add(await guest.MemoryAsync(peer).ConfigureAwait(false));
            await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        }

        return new ProcessMemory(Median(look => look.Resident), Median(look => look.Proportional), Median(look => look.Written));

        double Median(Func<ProcessMemory, double> figure) => Figures.Median(looks.Select(figure));
    }
}
