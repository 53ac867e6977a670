using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>
/// Warnings of real servers with weight 0, by the file or after a failure: no server serves, or clients are refused, or clients stay with
/// a failed server.
/// </summary>
internal static class WeightZeroWarnings
{
    /// <param name="quiescent">Failed servers get weight 0.</param>
    /// <param name="mode">With kernelsettings = leave, there are no warnings of the kernel's behaviour.</param>
    public static void Give(BoundSection section, bool quiescent, KernelSettingsMode mode, DiagnosticList diagnostics)
    {
        var directives = section.Directives;
        if (directives.Check.CheckType.Kind == CheckKind.Off)
            return;
        bool warnsOfKernel = mode != KernelSettingsMode.Leave;
        bool refuses = warnsOfKernel && !SchedulerRules.PassesOverWeightZero(directives.Scheduler, section.SchedulerFlags);
        string flag = SchedulerRules.FallbackFlag(directives.Scheduler) is { } word ? $"schedflags = {word}, or " : "";
        foreach (var line in section.RealServers.Where(server => server.Destination.Weight == 0).Select(server => server.Line).Distinct())
        {
            Warn(line, "a real server of weight 0 gets no new clients and does not count as up: "
                + "if no other server is up, the fallback serves");
            if (refuses)
                Warn(line, $"scheduler = {directives.Scheduler} refuses the clients that are hashed to a server of weight 0: "
                    + $"expected {flag}a weight from 1");
        }

        if (!quiescent)
            return;
        if (refuses)
            Warn(section.Section.Head, $"scheduler = {directives.Scheduler} refuses the clients of a failed server, "
                + $"which quiescent = yes keeps at weight 0: expected {flag}quiescent = no");
        if (warnsOfKernel && section.Id.Protocol == TransportProtocol.Udp && !directives.OnePacket)
            Warn(section.Section.Head, "with quiescent = yes a udp client that does not pause stays with a failed server, "
                + "whatever the kernel's settings are: expected quiescent = no");

        void Warn(Line line, string message) => diagnostics.Warning(line.Number, line.ValueColumn, message);
    }
}
