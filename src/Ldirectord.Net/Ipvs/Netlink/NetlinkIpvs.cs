using System.Collections.Immutable;
using System.Diagnostics;

namespace Ldirectord.Ipvs;

/// <summary>The running kernel's IPVS table, by generic netlink. Synchronous: the local kernel answers within microseconds.</summary>
internal sealed class NetlinkIpvs : IIpvs
{
    private const string Missing = "this kernel has no IPVS: modprobe ip_vs";

    private NetlinkIpvs()
    {
    }

    /// <summary>Whether the kernel has IPVS. Does not run modprobe.</summary>
    public static bool IsAvailable()
    {
        try
        {
            using var session = IpvsSession.Open();
            return session is not null;
        }
        catch (IpvsException)
        {
            return false;
        }
    }

    /// <summary>Loads the module ip_vs if necessary and permitted, as ipvsadm does.</summary>
    /// <exception cref="IpvsException">The kernel has no IPVS.</exception>
    public static NetlinkIpvs Open()
    {
        using var session = IpvsSession.Open() ?? (LoadModule() ? IpvsSession.Open() : null);
        return session is not null ? new NetlinkIpvs() : throw new IpvsException(Missing);
    }

    public IpvsTable Read()
    {
        using var session = OpenSession();
        // A dump can hold a service twice if another program changes the table meanwhile.
        var services = Distinct(session.DumpServices(), entry => entry.Service.Id);
        return new IpvsTable(services.Select(entry => WithDestinations(session, entry)));
    }

    /// <summary>Reads the services without their destinations: one exchange with the kernel.</summary>
    /// <returns>Null if the kernel has no IPVS.</returns>
    /// <exception cref="IpvsException">The kernel refused.</exception>
    public static IReadOnlyList<ServiceEntry>? ReadServices()
    {
        using var session = IpvsSession.Open();
        return session?.DumpServices();
    }

    public IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids)
    {
        if (ids.Count == 0)
            return [];
        using var session = OpenSession();
        return [.. session.GetServices(ids).Select(entry => WithDestinations(session, entry))];
    }

    public IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations)
    {
        if (operations.Count == 0)
            return [];
        using var session = OpenSession();
        var replies = session.Change(operations);
        return [.. operations.Select((operation, i) => KernelErrors.Of(operation, replies[i]))];
    }

    /// <exception cref="IpvsException">The kernel has no IPVS.</exception>
    public static IpvsSession OpenSession() => IpvsSession.Open() ?? throw new IpvsException(Missing);

    private static ServiceEntry WithDestinations(IpvsSession session, ServiceEntry entry) =>
        entry with
        {
            Destinations = Distinct(session.DumpDestinations(entry.Service.Id), destination => destination.Destination.EndPoint),
        };

    // DistinctBy would grow its set step by step: a table has thousands of entries.
    private static ImmutableArray<T> Distinct<T, TKey>(List<T> entries, Func<T, TKey> key)
    {
        var seen = new HashSet<TKey>(entries.Count);
        return [.. entries.Where(entry => seen.Add(key(entry)))];
    }

    private static bool LoadModule()
    {
        const string modprobe = "/sbin/modprobe";
        if (!Environment.IsPrivilegedProcess || !File.Exists(modprobe))
            return false;
        try
        {
            using var process = Process.Start(new ProcessStartInfo(modprobe, ["-q", "ip_vs"]) { RedirectStandardError = true });
            return process is not null && process.WaitForExit(TimeSpan.FromSeconds(10)) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
