namespace Ldirectord.Bench;

/// <summary>What one peer did, in one guest: seconds from the event to the change of the table, CPU milliseconds of the host for a check.</summary>
/// <param name="Hung">How long after its death one server was out while a hundred others hung.</param>
internal sealed record PeerFigures(
    string Name, int Servers, double In, double FirstOut, double LastOut, double? Hung = null, double? ConnectCpu = null, double? HttpCpu = null);

/// <summary>Perl ldirectord, keepalived and ours, one after the other, each in a User-Mode Linux kernel of the same build on the same work.</summary>
internal static class KernelBench
{
    private const int Servers = 1000;
    private const int HungServers = 100;
    private const int Windows = 3;

    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(5);

    /// <summary>Moves of the table, for as many servers as the peer can be asked to wait for.</summary>
    public static async Task<PeerFigures> MeasureAsync(Peer peer, int servers, bool isSlow)
    {
        await using var guest = await Guest.StartAsync().ConfigureAwait(false);
        var figures = await MovesAsync(guest, peer, new Work(servers, CheckKind.Connect), isSlow).ConfigureAwait(false);
        if (isSlow)
            return figures;
        var idle = await IdleAsync(guest).ConfigureAwait(false);
        return figures with
        {
            ConnectCpu = await CpuAsync(guest, peer, new Work(servers, CheckKind.Connect), idle).ConfigureAwait(false),
            HttpCpu = await CpuAsync(guest, peer, new Work(servers, CheckKind.Http), idle).ConfigureAwait(false),
        };
    }

    private static async Task<PeerFigures> MovesAsync(Guest guest, Peer peer, Work work, bool isSlow)
    {
        const int watched = Servers / 2;
        var patience = isSlow ? 300 : 60;
        await guest.ConfigureAsync(peer, work).ConfigureAwait(false);
        await guest.WatchAsync(watched).ConfigureAwait(false);
        var started = await guest.StartAsync(peer).ConfigureAwait(false);
        await guest.TableHasAsync(work.Servers, patience).ConfigureAwait(false);
        // Perl ldirectord puts all in before it checks any, takes them out, and only then is it right: the last change counts.
        var whole = (await guest.ChangesAsync(started).ConfigureAwait(false)).Last(change => change.Count == work.Servers).Moment;
        var died = await guest.AllDieAsync().ConfigureAwait(false);
        await guest.TableHasAsync(0, patience).ConfigureAwait(false);
        var removals = await guest.ChangesAsync(died).ConfigureAwait(false);
        var figures = new PeerFigures(
            peer.Name, work.Servers, (whole - started) / 1000.0, (removals[0].Moment - died) / 1000.0, (removals.First(change => change.Count == 0).Moment - died) / 1000.0);
        if (!isSlow)
        {
            await guest.AllReturnAsync().ConfigureAwait(false);
            await guest.TableHasAsync(work.Servers).ConfigureAwait(false);
            // They hang, and are still waited for, when the one dies.
            await guest.HangAsync(0, HungServers).ConfigureAwait(false);
            var dies = await guest.DieAsync(watched).ConfigureAwait(false);
            await guest.TableHasAsync(work.Servers - HungServers - 1).ConfigureAwait(false);
            var gone = (await guest.ChangesAsync(dies).ConfigureAwait(false)).First(change => !change.Watched).Moment;
            figures = figures with { Hung = (gone - dies) / 1000.0 };
            await guest.MendAsync().ConfigureAwait(false);
        }

        await guest.WatchNoMoreAsync().ConfigureAwait(false);
        await guest.EndAsync(peer).ConfigureAwait(false);
        return figures;
    }

    /// <summary>CPU of the host a second, with nobody who checks.</summary>
    private static async Task<double> IdleAsync(Guest guest)
    {
        await Task.Delay(s_settle).ConfigureAwait(false);
        var before = guest.HostCpu;
        await Task.Delay(s_window).ConfigureAwait(false);
        return (guest.HostCpu - before) / s_window.TotalSeconds;
    }

    /// <summary>Milliseconds of CPU of the host for a check, the answering side and the guest's kernel included: the median of some windows.</summary>
    private static async Task<double> CpuAsync(Guest guest, Peer peer, Work work, double idle)
    {
        await guest.ConfigureAsync(peer, work).ConfigureAwait(false);
        _ = await guest.StartAsync(peer).ConfigureAwait(false);
        _ = await guest.SayAsync($"until [ \"$(grep -c -- '-> .* [1-9][0-9]* *[0-9]* *[0-9]* *$' /proc/net/ip_vs)\" -ge {work.Servers} ]; do sleep 0.5; done").ConfigureAwait(false);
        await Task.Delay(s_settle).ConfigureAwait(false);
        var costs = new List<double>();
        for (var window = 0; window < Windows; window++)
        {
            var (accepted, cpu, begun) = (await guest.AcceptedAsync().ConfigureAwait(false), guest.HostCpu, DateTime.UtcNow);
            await Task.Delay(s_window).ConfigureAwait(false);
            var (taken, seconds) = (guest.HostCpu - cpu, (DateTime.UtcNow - begun).TotalSeconds);
            costs.Add(1000 * (taken - idle * seconds) / (await guest.AcceptedAsync().ConfigureAwait(false) - accepted));
        }

        await guest.EndAsync(peer).ConfigureAwait(false);
        costs.Sort();
        return costs[Windows / 2];
    }
}
