using System.Net;
using Ldirectord.Text;

namespace Ldirectord.Health;

/// <summary>
/// Which file of maintenancedir is about a server of a virtual service. Of several the most special counts:
/// <list type="number">
/// <item>one for this virtual service (…@tcp:10.0.0.1:80, then …@10.0.0.1:80) before one for all;</item>
/// <item>one with the port before one without;</item>
/// <item>the address, then the FQDN, then the name before its first dot.</item>
/// </list>
/// </summary>
internal static class MaintenanceFiles
{
    /// <summary>
    /// All names that a file about the server can have, the most special first: ADDRESS:PORT, FQDN:PORT, SHORT:PORT, ADDRESS, FQDN, SHORT,
    /// each with @VIRTUAL before; IPv6 addresses in brackets.
    /// </summary>
    /// <param name="fqdn">The name of the server's address; null if unknown.</param>
    /// <param name="virtualName">"tcp:10.0.0.1:80", "fwm:1".</param>
    public static IEnumerable<MaintenanceName> NamesOf(IPEndPoint server, string? fqdn, string virtualName, bool isWeight = false)
    {
        string[] hosts = fqdn is null
            ? [BracketedAddress.Of(server.Address)]
            : [BracketedAddress.Of(server.Address), fqdn, fqdn.Split('.')[0]];
        string[] names = [.. hosts.Select(host => $"{host}:{server.Port}"), .. hosts];
        string?[] services = virtualName.StartsWith("fwm", StringComparison.Ordinal)
            ? [virtualName, null]
            : [virtualName, virtualName[(virtualName.IndexOf(':', StringComparison.Ordinal) + 1)..], null];
        return from service in services from name in names select new MaintenanceName(name, service, isWeight);
    }

    /// <summary>The file that counts; null if there is none.</summary>
    /// <param name="counts">Whether a file of this name is there, and not over.</param>
    public static string? Find(
        IPEndPoint server, string? fqdn, string virtualName, Func<string, bool> counts, bool isWeight = false)
    {
        foreach (var name in NamesOf(server, fqdn, virtualName, isWeight))
        {
            if (name.ToString() is var file && counts(file))
                return file;
        }

        return null;
    }
}
