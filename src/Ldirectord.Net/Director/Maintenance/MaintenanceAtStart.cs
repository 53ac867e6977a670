using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>What the maintenance directory of a configuration says now, for a command that starts no director.</summary>
internal static class MaintenanceAtStart
{
    /// <summary>For the names of all servers' addresses together.</summary>
    private static readonly TimeSpan s_nameTimeout = TimeSpan.FromSeconds(2);

    /// <param name="resolve">Gives the FQDN of an address, or null.</param>
    public static MaintenanceChanged Of(
        DirectorConfig config, Func<IPAddress, CancellationToken, Task<string?>> resolve, TimeProvider time)
    {
        if (config.MaintenanceDirectory is not { } directory || MaintenanceListing.Soon(directory)?.Files is not { IsEmpty: false } files)
            return MaintenanceChanged.None;
        var counting = new MaintenanceExpiry(directory, isDryRun: true, time).Counting(files);
        using var enough = new CancellationTokenSource(s_nameTimeout);
        var addresses = config.VirtualServices.SelectMany(service => service.RealServers)
            .Select(server => server.EndPoint.Address).Distinct().ToArray();
        var names = Task.WhenAll(addresses.Select(address => NameAsync(address, resolve, enough.Token))).GetAwaiter().GetResult();
        return new MaintenanceChanged(counting, names.Where(one => one.Name is not null)
            .ToImmutableDictionary(one => one.Address, one => one.Name!));
    }

    private static async Task<(IPAddress Address, string? Name)> NameAsync(
        IPAddress address, Func<IPAddress, CancellationToken, Task<string?>> resolve, CancellationToken ct)
    {
        try
        {
            return (address, await resolve(address, ct).ConfigureAwait(false));
        }
        catch (WaitCanceledException)
        {
            return (address, null);
        }
    }
}
