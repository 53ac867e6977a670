using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>Warnings of slowstart and of agents that have no effect, or less than they seem to.</summary>
internal static class WeightWarnings
{
    /// <summary>Fewer steps than this are jumps: a weight below it is worth a warning.</summary>
    private const int FewSteps = 10;

    /// <param name="slowStart">The section's, or the file's; zero for none.</param>
    public static void Give(BoundSection section, TimeSpan slowStart, DiagnosticList diagnostics)
    {
        if (section.Directives.Check.CheckType.Kind == CheckKind.Off)
            return;
        if (slowStart > TimeSpan.Zero)
            WarnOfSlowStart(section, diagnostics);
        WarnOfAgents(section, diagnostics);
        WarnOfWarningWeight(section, diagnostics);
    }

    private static void WarnOfSlowStart(BoundSection section, DiagnosticList diagnostics)
    {
        string scheduler = section.Directives.Scheduler;
        var line = section.Directives.Shared.SlowStartLine ?? section.Section.Head;
        if (!SchedulerRules.TakesWeights(scheduler) || scheduler is "rr" or "lc")
        {
            Warn(line, $"slowstart has no effect with scheduler = {scheduler}", diagnostics);
            return;
        }

        var light = section.RealServers.FirstOrDefault(server => server.Destination.Weight is > 0 and < FewSteps);
        if (light is not null)
        {
            int weight = light.Destination.Weight;
            string steps = weight == 1 ? "no step between nothing and everything" : $"{weight} steps";
            Warn(light.Line, $"slowstart has {steps} with weight {weight}: expected a weight from {FewSteps}, such as 100", diagnostics);
        }
    }

    private static void WarnOfAgents(BoundSection section, DiagnosticList diagnostics)
    {
        var weights = section.Directives.Weights;
        if (weights.FirstAgentLine is not { } line)
            return;
        string scheduler = section.Directives.Scheduler;
        if (weights.AgentFile is not null && weights is not { AgentPort: null, AgentSend: null, AgentAddress: null })
            Warn(line, "agentport, agentsend and agentaddress have no effect with agentfile", diagnostics);
        if (weights is { AgentPort: null, AgentFile: null })
            Warn(line, $"{line.Name} has no effect without agentport", diagnostics);
        else if (!SchedulerRules.TakesWeights(scheduler))
        {
            Warn(line, $"scheduler = {scheduler} cannot use the weights of agents: of their words only down, drain and maint count",
                diagnostics);
        }
        else if (scheduler is "rr" or "lc")
            Warn(line, $"scheduler = {scheduler} uses no weight: of agents only 0 %, down, drain and maint have an effect", diagnostics);
    }

    private static void WarnOfWarningWeight(BoundSection section, DiagnosticList diagnostics)
    {
        if (section.Directives.Programs.WarningWeightLine is not { } line)
            return;
        string scheduler = section.Directives.Scheduler;
        if (!SchedulerRules.TakesWeights(scheduler))
            Warn(line, $"warningweight has no effect with scheduler = {scheduler}, which cannot use the weights of checks", diagnostics);
        else if (scheduler is "rr" or "lc")
            Warn(line, $"scheduler = {scheduler} uses no weight: of warningweight only 0% has an effect", diagnostics);
    }

    private static void Warn(Line line, string message, DiagnosticList diagnostics) =>
        diagnostics.Warning(line.Number, line.ValueColumn, message);
}
