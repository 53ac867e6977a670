
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>
/// Warnings for real servers of weight 0, by the file or as failed ones: nobody serves, clients are refused, or stay with a server that is dead.
/// </summary>
internal static class WeightZeroWarnings
{
    /// <param name="quiescent">Of the section, or the file's.</param>
    /// <param name="mode">With kernelsettings = leave nothing is said of what the kernel does to clients.</param>
    public static void Give(BoundSection section, bool quiescent, KernelSettingsMode mode, DiagnosticList report)
    {
        var settings = section.Settings;
        if (settings.Check.CheckType.Kind == CheckKind.Off)
            return;
        bool tellsOfKernel = mode != KernelSettingsMode.Leave;
        bool refuses = tellsOfKernel && !SchedulerRules.PassesOverWeightZero(settings.Scheduler, section.SchedulerFlags);
        string flag = SchedulerRules.FallbackFlag(settings.Scheduler) is { } word ? $"schedflags = {word}, or " : "";
        foreach (var line in section.RealServers.Where(server => server.Destination.Weight == 0).Select(server => server.Line).Distinct())
        {
            Warn(line, "a real server of weight 0 gets no new clients and keeps no service up: "
                + "where no other server is up, the fallback serves");
            if (refuses)
                Warn(line, $"scheduler = {settings.Scheduler} refuses the clients that are hashed to a server of weight 0: "
                    + $"expected {flag}a weight from 1");
        }

        if (!quiescent)
            return;
        if (refuses)
            Warn(section.Syntax.Head, $"scheduler = {settings.Scheduler} refuses the clients of a failed server, "
                + $"which quiescent = yes keeps at weight 0: expected {flag}quiescent = no");
        if (tellsOfKernel && section.Id.Protocol == TransportProtocol.Udp && !settings.OnePacket)
            Warn(section.Syntax.Head, "with quiescent = yes a udp client that does not pause stays with a failed server, "
                + "whatever the kernel's settings are: expected quiescent = no");

        void Warn(Line line, string message) => report.Warning(line.Number, line.ValueColumn, message, section.Syntax.EndLine);
    }
}
