using System.Net;

namespace Ldirectord.Planning;

/// <summary>
/// Source ports of checks through virtual addresses. The kernel remembers for minutes which server a source port leads to, so the ports
/// follow from the server's address: the same server has the same ports after a restart, and those of another server are left alone.
/// </summary>
internal static class SourcePortPlan
{
    /// <summary>The first port, below those that the kernel gives to others by default (ip_local_port_range: 32768 and more).</summary>
    public const int First = 20480;

    /// <summary>Pairs of ports: 20480..32767. Servers of one virtual address and port need different ones.</summary>
    public const int Pairs = 6144;

    /// <summary>How long a pair that a server had is given to no other: the kernel forgets a flow of UDP after 300 s.</summary>
    public static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(330);

    /// <summary>The first port of a pair.</summary>
    /// <param name="isTaken">Whether another check of the target has, or had a short time ago, the pair that begins with the port.</param>
    /// <returns>Null if none is left.</returns>
    public static int? Choose(IPAddress server, Func<int, bool> isTaken)
    {
        var wanted = Pair(server);
        for (var i = 0; i < Pairs; i++)
        {
            var port = First + (2 * ((wanted + i) % Pairs));
            if (!isTaken(port))
                return port;
        }

        return null;
    }

    /// <summary>The address as a number, modulo <see cref="Pairs"/>: neighbours have different pairs.</summary>
    private static int Pair(IPAddress server)
    {
        var rest = 0;
        foreach (var part in server.GetAddressBytes())
            rest = ((rest * 256) + part) % Pairs;
        return rest;
    }
}
