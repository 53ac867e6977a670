using System.Collections.Immutable;
using System.Diagnostics;

namespace Ldirectord.Ipvs;

/// <summary>The running kernel's IPVS table, by generic netlink. Synchronous: an answer of the local kernel takes microseconds.</summary>
internal sealed class NetlinkIpvs : IIpvs
{
    private const string Missing = "this kernel has no IPVS: modprobe ip_vs";

    private NetlinkIpvs()
    {
    }

    /// <summary>Whether the kernel has IPVS; nothing but what the kernel itself does for an unknown family is done to load it.</summary>
    public static bool IsAvailable()
    {
        try
        {
            using var conversation = IpvsSession.Open();
            return conversation is not null;
        }
        catch (IpvsException)
        {
            return false;
        }
    }

    /// <summary>Loads the module ip_vs where that is needed and permitted, as ipvsadm does.</summary>
    /// <exception cref="IpvsException">The kernel has no IPVS.</exception>
    public static NetlinkIpvs Open()
    {
        using var conversation = IpvsSession.Open() ?? (LoadModule() ? IpvsSession.Open() : null);
        return conversation is not null ? new NetlinkIpvs() : throw new IpvsException(Missing);
    }

    public IpvsTable Read()
    {
        using var conversation = Converse();
        // While others change the table a dump can hold a service twice.
        var services = Distinct(conversation.DumpServices(), entry => entry.Service.Id);
        return new IpvsTable(services.Select(entry => WithDestinations(conversation, entry)));
    }

    public IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids)
    {
        if (ids.Count == 0)
            return [];
        using var conversation = Converse();
        return [.. conversation.GetServices(ids).Select(entry => WithDestinations(conversation, entry))];
    }

    public IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations)
    {
        if (operations.Count == 0)
            return [];
        using var conversation = Converse();
        var verdicts = conversation.Change(operations);
        return [.. operations.Select((operation, i) => KernelErrors.Of(operation, verdicts[i]))];
    }

    private static IpvsSession Converse() => IpvsSession.Open() ?? throw new IpvsException(Missing);

    private static ServiceEntry WithDestinations(IpvsSession conversation, ServiceEntry entry) =>
        entry with
        {
            Destinations = Distinct(conversation.DumpDestinations(entry.Service.Id), destination => destination.Destination.EndPoint),
        };

    // As DistinctBy, but for its set, which grows as it is filled: a table has thousands of entries.
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
