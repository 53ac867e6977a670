namespace Ldirectord.Config;

/// <summary>Where active and standby of a section and of the file do not fit together.</summary>
internal static class ActivityLines
{
    /// <summary>An error for a firewall mark that names no address, a warning for a standby without effect.</summary>
    /// <param name="shared">The file's directives.</param>
    public static void Check(BoundSection section, ActivityDirectives shared, DiagnosticList diagnostics)
    {
        var own = section.Directives.Shared.Activity;
        var written = own.Active ?? shared.Active ?? ActiveCondition.Always;
        if (written.For(section.Id) is null)
        {
            var (line, column) = own is { Active: not null, ActiveLine: { } active }
                ? (active.Number, active.ValueColumn) : (section.Section.Head.Number, section.Section.Head.ValueColumn);
            diagnostics.Error(line, column,
                "active = vip in a virtual service that is a firewall mark, which has no address: expected active = vip ADDRESS");
        }

        if (own.StandbyLine is { } standby && written == ActiveCondition.Always)
            WarnOfStandby(standby, "its virtual service is always active", diagnostics);
    }

    /// <summary>Warns of the file's standby if no virtual service is ever on standby.</summary>
    public static void CheckFile(ActivityDirectives shared, IEnumerable<VirtualService> services, DiagnosticList diagnostics)
    {
        if (shared.StandbyLine is { } standby && services.All(service => service.Active == ActiveCondition.Always))
            WarnOfStandby(standby, "every virtual service is always active", diagnostics);
    }

    private static void WarnOfStandby(Line line, string why, DiagnosticList diagnostics) => diagnostics.Warning(
        line.Number, line.ValueColumn, $"standby has no effect, because {why}: expected active = vip or active = file PATH beside it");
}
