using System.Collections.Immutable;
using System.Net;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Planning;

namespace Ldirectord.Status;

/// <summary>
/// Does what an operator orders of announced addresses: writes and removes the files in maintenancedir that withdraw them, and waits until
/// the director has taken them up.
/// </summary>
internal sealed class AnnounceWork(DirectorLoop loop, TimeProvider time)
{
    /// <param name="order">Its server is the address; null for all.</param>
    /// <exception cref="SteerRefusedException">Nothing was done, or it has had no effect.</exception>
    public async Task<SteerAnswer> ObeyAsync(SteerOrder order, string who, CancellationToken ct)
    {
        var address = order.Server?.Address;
        var before = await loop.SnapshotAsync(ct).ConfigureAwait(false);
        DemandAnnounced(address, before.Announced);
        if (before.DryRun)
            throw new SteerRefusedException(409, "this is a dry run: it writes no files into maintenancedir, which the real daemon reads");
        if (before.Config?.MaintenanceDirectory is not { } directory)
            throw new SteerRefusedException(503, "there is no maintenance directory: expected maintenancedir = /PATH in the configuration");
        ImmutableArray<string> files;
        try
        {
            files = order.Action == SteerAction.Withdraw
                ? await SteerFiles.WriteAsync(
                    directory, [address is null ? WithdrawalFiles.All : WithdrawalFiles.Of(address)], order.Note(who, time.GetUtcNow()))
                    .ConfigureAwait(false)
                : await SteerFiles.RemoveAsync(directory, names => Choose(names, address)).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new SteerRefusedException(503, e.Message);
        }

        // The file is the state now. The director takes it up, even if the client has left.
        await loop.LookAtMaintenanceAsync(CancellationToken.None).ConfigureAwait(false);
        var after = (await loop.SnapshotAsync(ct).ConfigureAwait(false)).Announced
            .Where(view => address is null || view.Target.Address.Equals(address)).ToList();
        var wrong = order.Action == SteerAction.Withdraw ? AnnounceState.Announced : AnnounceState.Withdrawn;
        return after.Find(view => view.State == wrong) is { } other
            ? throw new SteerRefusedException(503, $"the director has not obeyed the files in {directory}: {other.Target} is "
                + $"{other.State.ToString().ToLowerInvariant()}: its log says why")
            : new SteerAnswer([], files) { Addresses = [.. after.Select(AnnounceReport.Of)] };
    }

    private static void DemandAnnounced(IPAddress? address, ImmutableArray<AnnounceView> views)
    {
        if (views.IsEmpty)
            throw new SteerRefusedException(404, "the configuration announces no address: expected announce = INTERFACE in it");
        if (address is not null && views.All(view => !view.Target.Address.Equals(address)))
        {
            var known = string.Join(", ", views.Select(view => $"{view.Target.Address}").Distinct().Take(20));
            throw new SteerRefusedException(404, $"the configuration does not announce {address}: expected one of {known}");
        }
    }

    private static ImmutableArray<string> Choose(ImmutableHashSet<string> names, IPAddress? address)
    {
        if (address is null)
            return [.. names.Where(name => MaintenanceName.Parse(name) is { IsWithdrawal: true }).Order(StringComparer.Ordinal)];
        return names.Contains($"{WithdrawalFiles.All}")
            ? throw new SteerRefusedException(409,
                $"{WithdrawalFiles.All} in maintenancedir withdraws every address: nothing was done; announce without an address ends it")
            : [.. names.Where($"{WithdrawalFiles.Of(address)}".Equals)];
    }
}
