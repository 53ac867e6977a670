using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Networking;
using Ldirectord.Planning;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Status;

/// <summary>
/// Does what an operator orders: writes the files in maintenancedir, which are the state, and waits until the director has taken them up,
/// so that the answer is the truth.
/// </summary>
internal sealed class SteerWork(DirectorLoop loop, bool isDryRun, TimeProvider time)
{
    private const int MostListed = 20;

    /// <summary>A name server that takes longer is not waited for.</summary>
    private static readonly TimeSpan LookupTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Checks that take longer are not waited for.</summary>
    private static readonly TimeSpan RecheckTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Orders follow one another: two that are given together must not take out the last two servers of a service.</summary>
    private readonly SteerQueue _queue = new();

    private readonly AnnounceWork _announce = new(loop, time);

    /// <exception cref="SteerRefusedException">Nothing was done.</exception>
    public async Task<SteerAnswer> RunAsync(SteerOrder order, string who, CancellationToken ct)
    {
        if (order.IsOfAddress)
            return await _queue.RunAsync(() => _announce.ObeyAsync(order, who, ct), ct).ConfigureAwait(false);
        if (order.Action != SteerAction.Recheck)
            return await _queue.RunAsync(() => ObeyAsync(order, who, ct), ct).ConfigureAwait(false);
        var view = await FindAsync(order, ct).ConfigureAwait(false);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(RecheckTimeout);
        try
        {
            await loop.RecheckAsync([.. view.Servers.Where(server => server.IsAsked).Select(server => server.Key)], deadline.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new SteerRefusedException(503, $"no result of a check within {RecheckTimeout.TotalSeconds} s: show tells the last ones");
        }

        return new SteerAnswer(await ReportsAsync(order, ct).ConfigureAwait(false), []);
    }

    /// <summary>The servers that the order names, as they are now.</summary>
    /// <exception cref="SteerRefusedException">There is no such server.</exception>
    public async Task<IReadOnlyList<SteerReport>> ReportsAsync(SteerOrder order, CancellationToken ct)
    {
        var view = await FindAsync(order, ct).ConfigureAwait(false);
        return SteerReports.Of(view, await loop.SnapshotAsync(ct).ConfigureAwait(false));
    }

    private async Task<SteerAnswer> ObeyAsync(SteerOrder order, string who, CancellationToken ct)
    {
        var view = await FindAsync(order, ct).ConfigureAwait(false);
        if (isDryRun)
            throw new SteerRefusedException(409, "this is a dry run: it writes no files into maintenancedir, which the real daemon reads");
        if (view.MaintenanceDirectory is not { } directory)
            throw new SteerRefusedException(503, "there is no maintenance directory: expected maintenancedir = /PATH in the configuration");
        if (order is { TakesOut: true, IsForced: false })
            DemandServersLeft(view, order);
        ImmutableArray<string> files;
        try
        {
            files = order.Removes
                ? await SteerFiles.RemoveAsync(directory, names => Choose(names, view, order)).ConfigureAwait(false)
                : await SteerFiles.WriteAsync(
                    directory,
                    SteeringFiles.ToWrite(Asked(view), order.Server!, order.Virtual is not null, order.IsWeight),
                    order.Note(who, time.GetUtcNow())).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new SteerRefusedException(503, e.Message);
        }

        // From here on the file is the state: whoever asked may have left, but the director takes it up.
        await loop.LookAtMaintenanceAsync(CancellationToken.None).ConfigureAwait(false);
        var after = await FindAsync(order, ct).ConfigureAwait(false);
        var other = order.IsWeight ? null
            : after.Servers.FirstOrDefault(server => server is { IsAsked: true, IsOff: false } && !IsObeyed(server, order));
        if (other is not null)
        {
            throw new SteerRefusedException(
                503, $"the director has not taken up what is in {directory} now, {other.EndPoint} is {other.Admin}: its log says why");
        }

        return new SteerAnswer(SteerReports.Of(after, await loop.SnapshotAsync(ct).ConfigureAwait(false)), files);
    }

    private static bool IsObeyed(SteeredServer server, SteerOrder order) => (server.Admin == AdminState.Ready) == order.Removes;

    private async Task<SteeringView> FindAsync(SteerOrder order, CancellationToken ct)
    {
        var view = await LookAsync([]).ConfigureAwait(false);
        if (!HasAsked(view) && order.Server is { Address: null } name)
            view = await LookAsync(await AddressesAsync(name.Host, ct).ConfigureAwait(false)).ConfigureAwait(false);
        return HasAsked(view) ? view : throw new SteerRefusedException(404, await MissingAsync(order, view, ct).ConfigureAwait(false));

        Task<SteeringView> LookAsync(IReadOnlyCollection<IPAddress> addresses) =>
            loop.AskAsync(state => SteeringView.Of(state, order.Server, order.Virtual, addresses), ct);
    }

    private static async Task<IReadOnlyCollection<IPAddress>> AddressesAsync(string host, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(LookupTimeout);
        try
        {
            return await HostNames.AddressesAsync(host, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or WaitCanceledException or IoFailureException)
        {
            return [];
        }
    }

    /// <summary>The sentence for a server, or a service, that there is not.</summary>
    private async Task<string> MissingAsync(SteerOrder order, SteeringView view, CancellationToken ct)
    {
        if (order.Virtual is not { } service)
            return $"there is no real server {order.Server}: expected one of {Listed(view.Servers.Select(server => $"{server.EndPoint}"))}";
        var all = await loop.AskAsync(state => SteeringView.Of(state, null, service, []), ct).ConfigureAwait(false);
        return !HasAsked(all)
            ? $"there is no virtual service {Printable.Of(service, 80)}: expected one of {Listed(view.Services)}"
            : $"{Printable.Of(service, 80)} has no real server {order.Server}: expected one of "
                + Listed(Asked(all).Select(server => $"{server.EndPoint}"));
    }

    private static void DemandServersLeft(SteeringView view, SteerOrder order)
    {
        var emptied = LastServerRule.Emptied(view.Servers.Select(server => (server.Virtual, server.IsUp, server.IsAsked)));
        if (emptied.Count > 0)
        {
            throw new SteerRefusedException(
                409, $"{order.Server} is the last server that is up in {Listed(emptied)}: nothing was done; --force does it all the same");
        }
    }

    private static ImmutableArray<string> Choose(ImmutableHashSet<string> names, SteeringView view, SteerOrder order)
    {
        var (removed, wide) = SteeringFiles.ToRemove(
            names,
            Asked(view),
            [.. view.Servers.Where(server => !server.IsAsked).Select(server => server.Name)],
            isWholeHost: order is { Virtual: null, Server.Port: null },
            order.IsWeight);
        return wide.IsEmpty ? removed : throw new SteerRefusedException(
            409, $"{Listed(wide)} in maintenancedir {(wide.Length == 1 ? "names" : "name")} more than {order.Server}"
                + $"{(order.Virtual is null ? "" : $" of {Printable.Of(order.Virtual, 80)}")}: nothing was done; name the whole host");
    }

    private static bool HasAsked(SteeringView view) => view.Servers.Any(server => server.IsAsked);

    private static NamedServer[] Asked(SteeringView view) =>
        [.. view.Servers.Where(server => server.IsAsked).Select(server => server.Name)];

    private static string Listed(IEnumerable<string> names)
    {
        var distinct = names.Distinct().ToList();
        return string.Join(", ", distinct.Take(MostListed)) + (distinct.Count > MostListed ? ", …" : "");
    }
}
