using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>Where announce of a section and of the file does not fit the rest.</summary>
internal static class AnnounceLines
{
    /// <summary>An error for an address that cannot be announced, a warning for one that never is.</summary>
    /// <param name="global">The file's directives.</param>
    public static void Check(BoundSection section, SharedDirectives global, DiagnosticList diagnostics)
    {
        var own = section.Directives.Shared;
        if (AnnounceDirective.Of(own.Announce, global.Announce) is not { } settings)
            return;
        var line = own.Announce.Line is { } written ? (written.Number, written.ValueColumn)
            : (section.Section.Head.Number, section.Section.Head.ValueColumn);
        if (section.Id.EndPoint is not { Address: var address })
        {
            if (own.Announce.Line is not null)
                Error("announce in a virtual service that is a firewall mark, which has no address: expected it in one with an address");

            return;
        }

        var active = (own.Activity.Active ?? global.Activity.Active)?.For(section.Id);
        if (active is { Kind: ActiveKind.Vip, Address: { } moves } && moves.Equals(address))
            Error($"announce with active = vip of the same address {address}, which would wait for itself: expected one of them");
        else if (section.Directives.Check.CheckType.Kind == CheckKind.Off)
            Warn("announce with checktype = off: no real server is ever up, so the service does not count for the address");
        else if (Most(section, settings) is var most && settings.Quorum + settings.Hysteresis > most)
        {
            Warn($"the address is never announced: announce wants {settings.Quorum + settings.Hysteresis}, the real servers "
                + $"{(settings.CountsWeight ? "have a weight of" : "with a weight are")} {most}");
        }

        if (section.Directives.Scheduler == "mh"
            && !((own.Quiescent ?? global.Quiescent ?? false) && section.SchedulerFlags.HasFlag(ServiceFlags.Scheduler1)))
        {
            Warn("announce with scheduler = mh: expected quiescent = yes and schedflags = mh-fallback, with which each director sends a "
                + "client to the same server");
        }

        void Error(string message) => diagnostics.Error(line.Item1, line.Item2, message);

        void Warn(string message) => diagnostics.Warning(line.Item1, line.Item2, message);
    }

    /// <summary>Warns of the file's announce if it concerns no virtual service.</summary>
    public static void CheckFile(AnnounceDirective shared, IEnumerable<VirtualService> services, DiagnosticList diagnostics)
    {
        if (shared is { Line: { } line, Settings: not null } && services.All(service => service.Announce is null))
        {
            diagnostics.Warning(line.Number, line.ValueColumn,
                "announce has no effect: every virtual service is a firewall mark, or says otherwise itself");
        }
    }

    private static long Most(BoundSection section, AnnounceSettings settings)
    {
        var weights = section.RealServers.Select(server => (long)server.Destination.Weight).Where(weight => weight > 0);
        return settings.CountsWeight ? weights.Sum() : weights.LongCount();
    }
}
