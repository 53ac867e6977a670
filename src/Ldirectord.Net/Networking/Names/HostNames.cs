using System.Net;
using System.Net.Sockets;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>Looks up names and addresses with the system's resolver, off the thread pool (<see cref="NameLookups{T}"/>).</summary>
internal static class HostNames
{
    private static readonly HostsFile s_hosts = new("/etc/hosts", "/etc/nsswitch.conf", TimeProvider.System);
    private static readonly NameLookups<IPAddress[]> s_addresses = new(Dns.GetHostAddresses, TimeProvider.System);
    private static readonly NameLookups<string> s_names = new(address => Dns.GetHostEntry(address).HostName, TimeProvider.System);

    /// <summary>The addresses of a host. Numeric addresses and names in /etc/hosts need no look-up.</summary>
    /// <exception cref="SocketException">The name does not exist, or the name server refuses.</exception>
    /// <exception cref="WaitCanceledException">The token was cancelled first; the message names what was awaited.</exception>
    public static Task<IPAddress[]> AddressesAsync(string host, CancellationToken ct) =>
        IPAddress.TryParse(host, out var address) ? Task.FromResult<IPAddress[]>([address])
        : s_hosts.Find(host) is { } known ? Task.FromResult(known)
        : s_addresses.AskAsync(host, ct);

    /// <summary>The name of an address; null if it has none.</summary>
    /// <exception cref="WaitCanceledException">The token was cancelled first.</exception>
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
