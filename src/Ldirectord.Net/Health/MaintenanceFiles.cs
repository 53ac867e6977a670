using System.Net;
using Ldirectord.Text;

namespace Ldirectord.Health;

/// <summary>Which file names in maintenancedir take a real server out.</summary>
internal static class MaintenanceFiles
{
    /// <summary>
    /// True if one of <paramref name="files"/> is ADDRESS:PORT, ADDRESS, FQDN:PORT, FQDN, SHORT:PORT or SHORT; IPv6 addresses in brackets.
    /// </summary>
    /// <param name="fqdn">The name of the server's address; null if unknown.</param>
    public static bool IsInMaintenance(IPEndPoint server, string? fqdn, IReadOnlySet<string> files)
    {
        if (files.Count == 0)
            return false;
        var address = BracketedAddress.Of(server.Address);
        return Named(address) || (fqdn is not null && (Named(fqdn) || Named(fqdn.Split('.')[0])));

        bool Named(string host) => files.Contains(host) || files.Contains($"{host}:{server.Port}");
    }
}
