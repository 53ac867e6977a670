using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ldirectord.Config;

/// <summary>
/// Looks up the hosts (getaddrinfo) and services (getservbyname) for one reading of the file, each name once. A host that was not looked up yet stands for
/// this machine until <see cref="LookUpWanted"/> has asked for all of them side by side: what was made of such answers is to be made again.
/// </summary>
/// <param name="lookUpHost">
/// Null: no name server is asked. A name that a host may have is believed, and an address that nobody has stands for it.
/// </param>
internal sealed partial class NameResolver(Func<string, AddressFamily, IPAddress?>? lookUpHost)
{
    /// <summary>A resolver takes ten seconds for a name whose servers are silent, and needs next to nothing for it.</summary>
    private const int Threads = 32;

    // getservbyname answers in a buffer that belongs to the whole process.
    private static readonly Lock Services = new();

    private readonly ConcurrentDictionary<(string Name, AddressFamily Family), IPAddress?> _hosts = [];
    private readonly HashSet<(string Name, AddressFamily Family)> _wanted = [];
    private readonly Dictionary<(string, string?), int?> _ports = [];

    public NameResolver()
        : this(LookUpHost)
    {
    }

    /// <summary>Whether the configuration is read to be used: its hosts' addresses are asked for.</summary>
    public bool AsksForHosts => lookUpHost is not null;

    /// <summary>How often the answer was not in the name itself.</summary>
    public int Asked { get; private set; }

    /// <summary>The first address of a host name, or the address as written; null if there is none of this family.</summary>
    public IPAddress? Host(string name, AddressFamily family)
    {
        // No name at all is this machine, as getaddrinfo has it.
        if (name.Length == 0)
            return family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        if (IPAddress.TryParse(name, out var address))
        {
            // A scope is one of this machine's interfaces.
            Asked += name.Contains('%', StringComparison.Ordinal) ? 1 : 0;
            return address.AddressFamily == family && IsAddress(name, address) ? address : null;
        }

        Asked++;
        if (_hosts.TryGetValue((name, family), out address))
            return address;
        if (lookUpHost is null)
            return _hosts[(name, family)] = StandIn(name, family);
        _wanted.Add((name, family));
        return family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
    }

    /// <summary>Looks up the hosts that were asked for in vain, on threads of its own: the resolver blocks, and nobody else is to wait for it.</summary>
    /// <returns>False if there were none.</returns>
    public bool LookUpWanted()
    {
        var queue = new ConcurrentQueue<(string Name, AddressFamily Family)>(_wanted);
        var threads = new Thread[Math.Min(Threads, queue.Count)];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(LookUpAll) { IsBackground = true, Name = "names" };
            threads[i].Start();
        }

        foreach (var thread in threads)
            thread.Join();
        _wanted.Clear();
        return threads.Length > 0;

        void LookUpAll()
        {
            while (queue.TryDequeue(out var host))
                _hosts[host] = lookUpHost!(host.Name, host.Family);
        }
    }

    /// <summary>A port by its number, 0..65535, or its name in /etc/services; null if there is none.</summary>
    /// <param name="protocol">"tcp", "udp", or null for either, tcp first.</param>
    public int? Port(string name, string? protocol)
    {
        if (name.Length > 0 && name.All(char.IsAsciiDigit))
            return ValueSyntax.Clamp(name, int.MaxValue) is var number and <= IPEndPoint.MaxPort ? number : null;
        Asked++;
        if (!_ports.TryGetValue((name, protocol), out var port))
            _ports.Add((name, protocol), port = LookUpPort(name, protocol));
        return port;
    }

    /// <summary>Whether the address was not looked up, but stands for a name: it says nothing of which of two is the higher one.</summary>
    public bool IsStandIn(IPAddress address) => lookUpHost is null && _hosts.Values.Contains(address);

    // Another one for each name, so that no two services are taken for one; of 0.0.0.0/8 and 100::/64, where nobody is.
    private IPAddress? StandIn(string name, AddressFamily family)
    {
        var labels = name.Split('.');
        // The last label of a host's name is no number: that would be an address with a mistake in it.
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' || !char.IsAscii(c))
            || (labels.Length > 1 && labels[^1].All(char.IsAsciiDigit)))
            return null;
        Span<byte> bytes = stackalloc byte[family == AddressFamily.InterNetworkV6 ? 16 : 4];
        bytes.Clear();
        if (bytes.Length == 16)
            bytes[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(bytes[^4..], 1 + _hosts.Count);
        return new IPAddress(bytes);
    }

    private static IPAddress? LookUpHost(string name, AddressFamily family)
    {
        // The file's brackets are off by now.
        if (name.AsSpan().ContainsAny('[', ']'))
            return null;
        try
        {
            return Array.Find(Dns.GetHostAddresses(name, family), found => found.AddressFamily == family);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the text is an address in truth. The framework also reads an address in brackets, one with groups of more than four digits
    /// (2001db8::1), and one with the scope of an interface that is not there (fe80::1%eth9).
    /// </summary>
    public static bool IsAddress(string text, IPAddress parsed) =>
        parsed.AddressFamily == AddressFamily.InterNetwork
        || (!text.AsSpan().ContainsAny('[', ']')
            && (parsed.ScopeId != 0 || !text.Contains('%', StringComparison.Ordinal))
            && text.Split('%')[0].Split(':').All(group => group.Length <= 4 || group.Contains('.', StringComparison.Ordinal)));

    /// <summary>An IPv6 address that lacks its brackets, with or without a port.</summary>
    public static bool LooksLikeIPv6(string text) =>
        text.AsSpan().Count(':') >= 2 && !text.Split(':')[0].Contains('.', StringComparison.Ordinal) && text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.');

    private static int? LookUpPort(string name, string? protocol)
    {
        lock (Services)
        {
            nint entry = GetServiceByName(name, protocol);
            // struct servent: name, aliases, port (an int in network byte order), protocol.
            return entry == 0 ? null : (ushort)IPAddress.NetworkToHostOrder((short)Marshal.ReadInt32(entry, 2 * nint.Size));
        }
    }

    [LibraryImport("libc", EntryPoint = "getservbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetServiceByName(string name, string? protocol);
}
