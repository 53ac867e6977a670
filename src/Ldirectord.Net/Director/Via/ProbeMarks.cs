using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>The firewall-mark services that one run of probe needs for checkvia = virtual; removed at its end.</summary>
internal sealed class ProbeMarks : IDisposable
{
    private readonly CheckMarks? _marks;

    private ProbeMarks(CheckMarks? marks) => _marks = marks;

    /// <summary>Writes them beside those of a running daemon. If that fails, the results say why.</summary>
    public static ProbeMarks Write(DirectorConfig config, ViaProbes probes, TimeProvider time)
    {
        if (!config.VirtualServices.Any(service => service.RealServers.Any(server => server.Check.Via is not null)))
            return new ProbeMarks(null);
        IIpvs table;
        try
        {
            table = NetlinkIpvs.Open();
        }
        catch (IpvsException e)
        {
            // A table that says why for each change.
            table = new UnavailableIpvs(e.Message);
        }

        var marks = new CheckMarks(table, probes, new MarkClaims("/var/run"), isDryRun: false, time);
        marks.Apply(config, []);
        return new ProbeMarks(marks);
    }

    public void Dispose() => _marks?.Remove();
}
