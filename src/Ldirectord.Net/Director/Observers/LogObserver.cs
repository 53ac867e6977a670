using Ldirectord.Checks;
using Ldirectord.Health;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// Logs results, soft failures and maintenance. Servers in maintenance are out: of their results only the debug log tells.
/// </summary>
internal sealed class LogObserver(ILogger log) : IDirectorObserver
{
    public void OnTransition(in ServerTransition transition)
    {
        var (name, service) = (transition.Server.Name, transition.Server.ServiceName);
        if (transition.AgentResult is { } agent)
        {
            LogAgent(transition, name, service, agent);
        }
        else if (transition.Result is { } probe)
        {
            DirectorLogMessages.Checked(log, name, service, probe.Result.Status, probe.Elapsed.TotalMilliseconds, probe.Result.Detail);
            if (!transition.After.IsInMaintenance || transition.After.Admin == AdminState.Drain)
                LogHealth(transition, name, service, probe.Result);
        }
        else
        {
            if (transition.ChangesAdmin)
                LogAdmin(transition, name, service);
            if (transition.ChangesGivenWeight)
                LogGivenWeight(transition.After.Order, name, service);
        }
    }

    public void OnSteering(SteeringNotice notice) => DirectorLogMessages.Steering(
        log, notice.Kind == SteeringKind.Forgotten ? LogLevel.Warning : LogLevel.Information, notice.Sentence);

    private void LogAdmin(in ServerTransition transition, string name, string service)
    {
        var note = NoteWords.After(transition.After.Order.Note);
        var was = transition.Before.Admin == AdminState.Drain ? "drained" : "in maintenance";
        if (transition.After.Admin == AdminState.Maintenance)
            DirectorLogMessages.MaintenanceBegan(log, name, service, note);
        else if (transition.After.Admin == AdminState.Drain)
            DirectorLogMessages.DrainBegan(log, name, service, note);
        else if (transition.Server.Service.Pace.SuccessCount is > 1 and var needed)
            DirectorLogMessages.MaintenanceEndedBelowCount(log, was, name, service, needed);
        else
            DirectorLogMessages.MaintenanceEnded(log, was, name, service);
    }

    private void LogGivenWeight(AdminOrder order, string name, string service)
    {
        if (order.Weight is { } weight)
            DirectorLogMessages.WeightGiven(log, name, service, weight.ToString(), NoteWords.After(order.WeightNote));
        else
            DirectorLogMessages.WeightTakenBack(log, name, service);
    }

    private void LogAgent(in ServerTransition transition, string name, string service, ProbeResult probe)
    {
        var (before, after) = (transition.Before.Agent, transition.After.Agent);
        var failureCount = transition.Server.Service.FailureCount;
        DirectorLogMessages.AgentAnswered(log, name, service, probe.Elapsed.TotalMilliseconds, probe.Result.Detail);
        if (after.Answer is null)
        {
            if (before.Failures < failureCount && after.Failures >= failureCount)
                DirectorLogMessages.AgentLost(log, name, service, probe.Result.Detail);
            return;
        }

        if (before.Wish != after.Wish)
            DirectorLogMessages.AgentSays(log, name, service, after.Answer.Text);
        else if (before.Failures >= failureCount && after.Failures == 0)
            DirectorLogMessages.AgentFound(log, name, service, after.Answer.Text);
        if (after.Answer.Unknown is { } word && word != before.Answer?.Unknown)
            DirectorLogMessages.AgentWordUnknown(log, name, service, word);
    }

    private void LogHealth(in ServerTransition transition, string name, string service, CheckResult result)
    {
        var (before, after) = (transition.Before.Health, transition.After.Health);
        if (before.Failures > 0 && after.Failures == 0)
            DirectorLogMessages.SoftFailuresReset(log, name, service);
        if (after.Passes > before.Passes)
            DirectorLogMessages.CheckPassed(log, name, service, after.Passes, transition.Server.Service.Pace.SuccessCount);
        if ((before.State is ServerState.Up or ServerState.Unknown || before.Passes > 0) && !result.IsUp
            && result.Code != StatusCode.LocalUnfit)
            DirectorLogMessages.CheckFailed(log, name, service, $"{result.Detail}{transition.Server.Server.CheckedAt}");
        if (transition.BecomesUnknown)
            DirectorLogMessages.HealthUnknown(log, name, service, transition.After.Unknown.Count, result.Detail);
        else if (transition.BecomesKnown)
            DirectorLogMessages.HealthKnown(log, name, service, result.Detail);
        if (after.IsUp && after.Failures > 0)
            DirectorLogMessages.SoftFailure(log, name, service, after.Failures, transition.Server.Service.FailureCount);
    }
}
