using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Networking;

namespace Ldirectord.Director;

/// <summary>The firewall-mark services that one run of probe needs for checkvia = virtual; removed at its end.</summary>
internal sealed class ProbeMarks : IDisposable
{
    private readonly CheckMarks? _marks;

    private ProbeMarks(ViaProbes probes, CheckMarks? marks) => (Probes, _marks) = (probes, marks);

    /// <summary>Runs the checks.</summary>
    public ViaProbes Probes { get; }

    /// <summary>Writes them beside those of a running daemon. If that fails, the results say why.</summary>
    public static ProbeMarks Write(DirectorConfig config, TimeProvider time)
    {
        var isNeeded = config.VirtualServices.Any(service => service.RealServers.Any(server => server.Check.Via is not null));
        var table = isNeeded ? Open() : new UnavailableIpvs("no check needs the table");
        var probes = new ViaProbes(time, table, InterfaceSettings.Read, Sources(config));
        if (!isNeeded)
            return new ProbeMarks(probes, null);
        var marks = new CheckMarks(table, probes, new MarkClaims("/var/run"), isDryRun: false, time);
        marks.Apply(config, []);
        return new ProbeMarks(probes, marks);
    }

    /// <summary>As the daemon: where there are several directors no check leaves from a virtual address.</summary>
    private static CheckSources Sources(DirectorConfig config)
    {
        var sources = new CheckSources();
        if (config.VirtualServices.All(service => service.Active == ActiveCondition.Always))
            return sources;
        using var watcher = new AddressWatcher(_ => { });
        sources.Use(watcher.Now.Addresses, ActivityRules.VirtualAddresses(config));
        return sources;
    }

    private static IIpvs Open()
    {
        try
        {
            return NetlinkIpvs.Open();
        }
        catch (IpvsException e)
        {
            // A table that says why for each change.
            return new UnavailableIpvs(e.Message);
        }
    }

    public void Dispose() => _marks?.Remove();
}
