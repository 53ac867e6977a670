using System.Collections.Immutable;
using System.Net;
using Ldirectord.Doctor;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using Ldirectord.Tests.Config;

namespace Ldirectord.Tests.Doctor;

/// <summary>A director's state as a test writes it down: eth0 with 192.0.2.2/24 and the virtual address 192.0.2.10/32.</summary>
internal static class CapturedHost
{
    public const string Configuration = "quiescent = no\nvirtual = 192.0.2.10:80\n\treal = 192.0.2.11:80 gate\n";

    private const uint UpWithCarrier = 0x1 | 0x10000;

    public static Host Right { get; } = new()
    {
        Links = [new NetworkLink(1, "lo", 0x9 | 0x10000, 65536, null, null), Ethernet(2, "eth0")],
        Addresses = [Address("127.0.0.1", 1, 8), Address("192.0.2.2", 2, 24), Address("192.0.2.10", 2, 32)],
        RouteTo = target => target.ToString() == "192.0.2.10" ? new RouteAnswer(1, target, IsLocal: true)
            : new RouteAnswer(2, IPAddress.Parse("192.0.2.2"), IsLocal: false),
        Setting = _ => "0",
        Ipvs = new IpvsState(IsLoaded: true, Problem: null),
        Modules = new KernelModules("/nowhere", "/nowhere"),
        Kernel = new Version(6, 1),
        MayAdministerNetwork = true,
        MaySendRaw = true,
        DescriptorLimit = 1024,
    };

    public static NetworkLink Ethernet(int index, string name) => new(index, name, UpWithCarrier, 1500, null, null);

    public static InterfaceAddress Address(string address, int device, int prefix, uint flags = 0) =>
        new(new DeviceAddress(device, IPAddress.Parse(address), prefix), flags, 0);

    /// <summary>What the doctor says of a state, without what is fine.</summary>
    public static IReadOnlyList<string> Findings(Host host, string config = Configuration, ArpReport? arp = null) =>
        Findings(new DirectorCase(host, Reading.ReadConfig(config)) { Arp = arp });

    public static IReadOnlyList<string> Findings(DirectorCase examined) =>
        [.. Diagnosis.Of(DirectorLooks.All, examined).Where(one => one.Finding.Level != Level.Ok)
            .Select(one => $"{one.Finding.Level} {one.Id} {one.Finding.Subject}: {one.Finding.Remedy ?? one.Finding.Sentence}")];

    /// <summary>The same state with some settings other than 0.</summary>
    public static Host With(this Host host, params (string Path, string Value)[] settings)
    {
        var all = settings.ToImmutableDictionary(one => one.Path, one => one.Value);
        return host with { Setting = path => all.GetValueOrDefault(path, "0") };
    }

    public static Host WithFiles(this Host host, params (string Path, string Text)[] files)
    {
        var all = files.ToImmutableDictionary(one => one.Path, one => one.Text);
        return host with
        {
            File = path => all.GetValueOrDefault(path),
            Files = folder => [.. all.Keys.Where(path => Path.GetDirectoryName(path) == folder).Select(path => Path.GetFileName(path))],
        };
    }
}
