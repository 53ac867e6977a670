using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ldirectord.Networking;

namespace Ldirectord.Config;

/// <summary>
/// Looks up hosts (getaddrinfo) and services (getservbyname) for one reading of the file, each name once. A host that is not looked up yet
/// has the loopback address, until <see cref="LookUpWanted"/> has looked up all of them in parallel and the caller reads the lines again.
/// It does not use <see cref="HostNames"/>, whose few threads serve the running daemon: a file's many names would hold it up.
/// </summary>
/// <param name="lookUpHost">
/// Null if no name server is asked: every valid host name is accepted, and gets an address that no host has.
/// </param>
internal sealed partial class NameResolver(Func<string, AddressFamily, IPAddress?>? lookUpHost)
{
    /// <summary>Look-ups in parallel. A thread costs little, and each waits ten seconds for a silent name server.</summary>
    private const int Threads = 32;

    private static readonly ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>> NoAnswers =
        ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>>.Empty;

    // getservbyname answers in one buffer of the process.
    private static readonly Lock Services = new();

    private readonly ConcurrentDictionary<(string Name, AddressFamily Family), IPAddress?> _hosts = [];
    private readonly HashSet<(string Name, AddressFamily Family)> _wanted = [];
    private readonly ConcurrentDictionary<HostQuestion, HostAnswer> _answers = [];
    private readonly HashSet<HostQuestion> _asked = [];
    private readonly Dictionary<(string, string?), int?> _ports = [];
    private bool _lookedUp;

    public NameResolver()
        : this(LookUpHost)
    {
    }

    /// <summary>Knows what the other has looked up, and has other addresses for the hosts that are asked for all of theirs.</summary>
    public NameResolver(NameResolver known, ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>> answers)
        : this(known.LookUp)
    {
        (_hosts, _ports) = (known._hosts, known._ports);
        foreach (var (question, addresses) in answers)
            _answers[question] = new HostAnswer(addresses, addresses.Length, null);
    }

    private Func<string, AddressFamily, IPAddress?>? LookUp => lookUpHost;

    /// <summary>Asks for all addresses of a host; may block.</summary>
    public Func<HostQuestion, HostAnswer> AskForAll { get; init; } = HostAnswer.Ask;

    /// <summary>Addresses that stay valid if a host cannot be looked up.</summary>
    public ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>> LastAnswers { get; set; } = NoAnswers;

    /// <summary>
    /// A running daemon has the last answers, which this process does not know: a host that cannot be looked up gets an address that no
    /// host has.
    /// </summary>
    public bool DaemonHasLastAnswers { get; init; }

    /// <summary>Whether hosts are looked up.</summary>
    public bool AsksForHosts => lookUpHost is not null;

    /// <summary>Whether a name needed DNS, /etc/services or the interfaces since the last call.</summary>
    public bool TakeLookedUp()
    {
        bool lookedUp = _lookedUp;
        _lookedUp = false;
        return lookedUp;
    }

    /// <summary>The address as written, or the first address of a host name; null if there is none of this family.</summary>
    public IPAddress? Host(string name, AddressFamily family)
    {
        // As for getaddrinfo, an empty name is this machine.
        if (name.Length == 0)
            return family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        if (IPAddress.TryParse(name, out var address))
        {
            // A scope is the name of an interface.
            _lookedUp |= name.Contains('%', StringComparison.Ordinal);
            return address.AddressFamily == family && IsAddress(name, address) ? address : null;
        }

        _lookedUp = true;
        if (_hosts.TryGetValue((name, family), out address))
            return address;
        if (lookUpHost is null)
            return _hosts[(name, family)] = StandIn(name, family);
        _wanted.Add((name, family));
        return family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
    }

    /// <summary>
    /// All addresses of a host; if it cannot be looked up now, those of <see cref="LastAnswers"/> with the problem. A host that is not
    /// looked up yet has the loopback address.
    /// </summary>
    public HostAnswer Hosts(HostQuestion question)
    {
        _lookedUp = true;
        if (_answers.TryGetValue(question, out var answer))
        {
            return !answer.Addresses.IsEmpty ? answer
                : LastAnswers.TryGetValue(question, out var last) ? answer with { Addresses = last, Found = last.Length }
                : DaemonHasLastAnswers && Unknown(question) is { } any ? answer with { Addresses = [any], Found = 1 }
                : answer;
        }

        if (lookUpHost is null)
            return Host(question.Name, question.Family) is { } standIn ? HostAnswer.Of(standIn) : HostAnswer.Failed("no host name");
        _asked.Add(question);
        return HostAnswer.Of(question.Family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback);
    }

    /// <summary>Looks up the hosts that were asked for and not known yet, on own threads, because the system's resolver blocks.</summary>
    /// <returns>False if there were none.</returns>
    public bool LookUpWanted()
    {
        var queue = new ConcurrentQueue<Action>(
        [
            .. _wanted.Select(host => (Action)(() => _hosts[host] = lookUpHost!(host.Name, host.Family))),
            .. _asked.Select(question => (Action)(() => _answers[question] = AskForAll(question))),
        ]);
        var threads = new Thread[Math.Min(Threads, queue.Count)];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(LookUpAll) { IsBackground = true, Name = "names" };
            threads[i].Start();
        }

        foreach (var thread in threads)
            thread.Join();
        _wanted.Clear();
        _asked.Clear();
        return threads.Length > 0;

        void LookUpAll()
        {
            while (queue.TryDequeue(out var lookUp))
                lookUp();
        }
    }

    /// <summary>A port by its number, 0..65535, or its name in /etc/services; null if there is none.</summary>
    /// <param name="protocol">"tcp", "udp", or null for either, tcp first.</param>
    public int? Port(string name, string? protocol)
    {
        if (name.Length > 0 && name.All(char.IsAsciiDigit))
            return ValueSyntax.Clamp(name, int.MaxValue) is var number and <= IPEndPoint.MaxPort ? number : null;
        _lookedUp = true;
        if (!_ports.TryGetValue((name, protocol), out var port))
            _ports.Add((name, protocol), port = LookUpPort(name, protocol));
        return port;
    }

    /// <summary>Whether the address stands in for a host that is not looked up, so that its number means nothing.</summary>
    public bool IsStandIn(IPAddress address) => lookUpHost is null && _hosts.Values.Contains(address);

    private IPAddress? Unknown(HostQuestion question) =>
        _hosts.GetOrAdd((question.Name, question.Family), key => StandIn(key.Name, key.Family));

    // A different address for each name, so that two services stay two; in 0.0.0.0/8 and 100::/64, which no host has.
    private IPAddress? StandIn(string name, AddressFamily family)
    {
        var labels = name.Split('.');
        // A host name's last label is no number: such a text is a mistyped address.
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
        // The brackets of the file's IPv6 addresses are removed already.
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
    /// Whether the text is a real address. The framework also accepts an address in brackets, one with groups of more than four digits
    /// (2001db8::1), and one with the scope of a missing interface (fe80::1%eth9).
    /// </summary>
    public static bool IsAddress(string text, IPAddress parsed) =>
        parsed.AddressFamily == AddressFamily.InterNetwork
        || (!text.AsSpan().ContainsAny('[', ']')
            && (parsed.ScopeId != 0 || !text.Contains('%', StringComparison.Ordinal))
            && text.Split('%')[0].Split(':').All(group => group.Length <= 4 || group.Contains('.', StringComparison.Ordinal)));

    /// <summary>Whether the text looks like an IPv6 address without brackets, with or without a port.</summary>
    public static bool LooksLikeIPv6(string text) =>
        text.AsSpan().Count(':') >= 2
        && !text.Split(':')[0].Contains('.', StringComparison.Ordinal)
        && text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.');

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
