using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Doctor;

/// <summary>Reads what the doctor wants to know of this machine. Loads no module and changes nothing.</summary>
internal static class HostReader
{
    private const int LargestFile = 1024 * 1024;
    private const int MostNeighbours = 100_000;

    // Bits of CapEff (capabilities(7)).
    private const int CapNetAdmin = 12;
    private const int CapNetRaw = 13;

    /// <exception cref="IoFailureException">The kernel does not tell its addresses.</exception>
    public static async Task<Host> ReadAsync()
    {
        var firewall = FirewallReader.ReadAsync();
        var routes = new ConcurrentDictionary<IPAddress, RouteAnswer?>();
        var capabilities = Capabilities();
        return new Host
        {
            Links = [.. NetworkLink.ReadAll()],
            Addresses = [.. InterfaceAddress.ReadAll()],
            Neighbours = [.. Neighbour.ReadAll().Take(MostNeighbours)],
            RouteTo = address => routes.GetOrAdd(address, static target => RouteQuestion.To(target, 0, 0)),
            RouteFrom = (address, source) => RouteQuestion.To(address, 0, 0, source),
            Setting = path => Text($"/proc/sys/{path}"),
            File = Text,
            Files = Names,
            Listeners =
            [
                .. Sockets("tcp"), .. Sockets("tcp6"), .. Sockets("udp"), .. Sockets("udp6"),
            ],
            Programs = [.. ProgramReader.Read()],
            Ipvs = Ipvs(),
            Kernel = Environment.OSVersion.Version,
            MayAdministerNetwork = (capabilities >> CapNetAdmin & 1) != 0,
            MaySendRaw = (capabilities >> CapNetRaw & 1) != 0,
            DescriptorLimit = Libc.DescriptorLimit(),
            ReceivesJoined = ReceiveOffload.IsOn,
            Firewall = await firewall.ConfigureAwait(false),
        };
    }

    private static IEnumerable<Listener> Sockets(string name) =>
        Text($"/proc/self/net/{name}") is { } text ? Listener.Read(text, name[..3]) : [];

    /// <summary>To ask for a family that is not there would load its module.</summary>
    private static IpvsState Ipvs()
    {
        if (!File.Exists("/proc/self/net/ip_vs"))
            return IpvsState.None;
        try
        {
            return new IpvsState(true, null)
            {
                Table = NetlinkIpvs.Open().Read(),
                SyncDaemons = [.. NetlinkSync.Read()],
                Timeouts = NetlinkTimeouts.Read(),
            };
        }
        catch (IpvsException e)
        {
            return new IpvsState(true, e.Message);
        }
    }

    private static ulong Capabilities() =>
        Text("/proc/self/status")?.Split('\n').FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal)) is { } line
            && ulong.TryParse(line[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits) ? bits : 0;

    private static string? Text(string path)
    {
        try
        {
            return RegularFile.ReadText(path, LargestFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
