using System.Net;
using System.Net.Sockets;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>The system's names and addresses, asked for without the pool: see <see cref="NameLookups{T}"/>.</summary>
internal static class HostNames
{
    private static readonly HostsFile s_hosts = new("/etc/hosts", "/etc/nsswitch.conf", TimeProvider.System);
    private static readonly NameLookups<IPAddress[]> s_addresses = new(Dns.GetHostAddresses, TimeProvider.System);
    private static readonly NameLookups<string> s_names = new(address => Dns.GetHostEntry(address).HostName, TimeProvider.System);

    /// <summary>The addresses of a host; an address in figures, and a name of /etc/hosts, are answered at once.</summary>
    /// <exception cref="SocketException">There is no such name, or the name server says no.</exception>
    /// <exception cref="WaitCanceledException">The token fired first; the message says what was waited for.</exception>
    public static Task<IPAddress[]> AddressesAsync(string host, CancellationToken ct) =>
        IPAddress.TryParse(host, out var address) ? Task.FromResult<IPAddress[]>([address])
        : s_hosts.Find(host) is { } known ? Task.FromResult(known)
        : s_addresses.AskAsync(host, ct);

    /// <summary>The name of an address, or null.</summary>
    /// <exception cref="WaitCanceledException">The token fired first.</exception>
    public static async Task<string?> NameAsync(IPAddress address, CancellationToken ct)
    {
        try
        {
            var name = await s_names.AskAsync(address.ToString(), ct).ConfigureAwait(false);
            return IPAddress.TryParse(name, out _) ? null : name;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
