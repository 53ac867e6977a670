using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ldirectord.Ipvs;

/// <summary>
/// A connection synchronisation daemon of the kernel (ipvsadm(8), --start-daemon), as configured or as the kernel runs it. A network
/// namespace has at most one of each role; neither can be changed while it runs.
/// </summary>
/// <param name="Interface">The network interface of the multicast messages: "eth1".</param>
/// <param name="SyncId">0..255. A backup takes the messages of its own id only; one of id 0 takes all.</param>
internal sealed record SyncDaemon(SyncRole Role, string Interface, int SyncId)
{
    public const int DefaultPort = 8848;

    public static readonly IPAddress DefaultGroup = new([224, 0, 0, 81]);

    /// <summary>Bytes of a message at most; null for the kernel's default, which depends on the interface.</summary>
    public int? MaxLength { get; init; }

    public IPAddress Group { get; init; } = DefaultGroup;

    public int Port { get; init; } = DefaultPort;

    public int Ttl { get; init; } = 1;

    /// <summary>"master" or "backup".</summary>
    public string RoleName => Name(Role);

    /// <summary>As options of ipvsadm, without what is its default.</summary>
    public string Options
    {
        get
        {
            var maxLength = MaxLength is { } length ? string.Create(CultureInfo.InvariantCulture, $" --sync-maxlen {length}") : "";
            var group = Group.Equals(DefaultGroup) ? "" : $" --mcast-group {Group}";
            var port = Port == DefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $" --mcast-port {Port}");
            var ttl = Ttl == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" --mcast-ttl {Ttl}");
            return string.Create(
                CultureInfo.InvariantCulture, $"{RoleName} --mcast-interface {Interface} --syncid {SyncId}{maxLength}{group}{port}{ttl}");
        }
    }

    /// <summary>Bytes before a message: the headers of IP and UDP.</summary>
    public static int HeaderLength(IPAddress group) => group.AddressFamily == AddressFamily.InterNetworkV6 ? 40 + 8 : 20 + 8;

    public static string Name(SyncRole role) => role == SyncRole.Master ? "master" : "backup";

    /// <summary>"master eth1 id 1 maxlen 1472 group 224.0.0.81 port 8848 ttl 1", as ipvsadm lists it.</summary>
    public override string ToString()
    {
        var maxLength = MaxLength is { } length ? string.Create(CultureInfo.InvariantCulture, $" maxlen {length}") : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{RoleName} {Interface} id {SyncId}{maxLength} group {Group} port {Port} ttl {Ttl}");
    }
}
