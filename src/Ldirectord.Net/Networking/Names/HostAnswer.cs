using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Ldirectord.Networking;

/// <summary>The addresses of a host that may be servers, sorted; or the problem of the look-up.</summary>
/// <param name="Found">How many there are; more than <paramref name="Addresses"/> has if there are too many.</param>
/// <param name="Problem">A clause; null if the addresses are the answer.</param>
internal sealed record HostAnswer(ImmutableArray<IPAddress> Addresses, int Found, string? Problem)
{
    /// <summary>Most addresses of a host that count: an answer is not to fill the kernel's table.</summary>
    public const int Most = 64;

    /// <summary>The answer has more addresses than count.</summary>
    public bool IsCut => Found > Addresses.Length;

    public static HostAnswer Failed(string problem) => new([], 0, problem);

    public static HostAnswer Of(IPAddress address) => new([address], 1, null);

    /// <summary>The first <see cref="Most"/> addresses by number, so that the order of the answer does not count.</summary>
    public static HostAnswer Of(IEnumerable<IPAddress> found, HostQuestion question)
    {
        var sorted = found.Where(address => address.AddressFamily == question.Family && IsHost(address)).Distinct().ToList();
        sorted.Sort((one, other) => one.GetAddressBytes().AsSpan().SequenceCompareTo(other.GetAddressBytes()));
        return sorted.Count == 0 ? Failed(None(question)) : new HostAnswer([.. sorted.Take(Most)], sorted.Count, null);
    }

    /// <summary>Asks the system's resolver (getaddrinfo): /etc/hosts and DNS, as nsswitch.conf says. Blocks.</summary>
    public static HostAnswer Ask(HostQuestion question)
    {
        try
        {
            return Of(Dns.GetHostAddresses(question.Name, question.Family), question);
        }
        catch (SocketException e)
        {
            return Failed(e.SocketErrorCode switch
            {
                SocketError.HostNotFound or SocketError.NoData => None(question),
                SocketError.TryAgain => "the name server does not answer",
                _ => e.Message,
            });
        }
        catch (ArgumentException)
        {
            return Failed("no host has such a name");
        }
    }

    private static string None(HostQuestion question) => $"no such name, or it has no {question.Kind} address of a host";

    /// <summary>False for an address of no host, of many, of one link only, and for an IPv4 address written as IPv6.</summary>
    private static bool IsHost(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4
            ? bytes[0] is > 0 and < 224
            : !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6Multicast && !address.IsIPv6LinkLocal && !address.IsIPv4MappedToIPv6;
    }
}
