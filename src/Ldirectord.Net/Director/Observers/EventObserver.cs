using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>Makes events of what happens to the servers, and notes them in their timelines.</summary>
internal sealed class EventObserver(EventBuffer events) : IDirectorObserver
{
    public void OnTransition(in ServerTransition transition)
    {
        if (transition.Before.State != transition.After.State || transition.ChangesAdmin)
            Note(transition, KindOf(transition), SnapshotBuilder.Reason(transition.Server));
        if (transition.ChangesGivenWeight)
            Note(transition, EventKind.Weight, WeightSentence(transition.After.Order.WeightNote));
        if (transition.AgentResult is { } agent)
            NoteAgent(transition, agent.Result.Detail);
        if (transition.BecomesUnknown || transition.BecomesKnown)
        {
            var kind = transition.BecomesUnknown ? EventKind.Unknown : EventKind.Known;
            Note(transition, kind, transition.Result!.Value.Result.Detail);
        }
    }

    public void OnSteering(SteeringNotice notice)
    {
        var kind = notice.Kind switch
        {
            SteeringKind.Drained => EventKind.Drained,
            SteeringKind.Expired => EventKind.Expired,
            _ => EventKind.Forgotten,
        };
        events.Add(notice.At, kind, notice.Virtual, notice.Real, notice.Sentence);
    }

    private static string WeightSentence(MaintenanceNote? note) => note?.Weight is { } weight
        ? $"an operator gives it the weight {weight}{NoteWords.After(note)}" : "it has its configured weight again";

    private static EventKind KindOf(in ServerTransition transition) => transition switch
    {
        { After: { State: null, Admin: AdminState.Drain } } => EventKind.Drain,
        { After.State: null } => EventKind.Maintenance,
        { Before.State: null } => EventKind.Enabled,
        { After.State: ServerState.Up } => EventKind.Up,
        _ => EventKind.Down,
    };

    private void NoteAgent(in ServerTransition transition, string detail)
    {
        var (before, after) = (transition.Before.Agent, transition.After.Agent);
        var failureCount = transition.Server.Service.FailureCount;
        if (after.Answer is not null && before.Wish != after.Wish)
            Note(transition, EventKind.Agent, $"its agent says: {after.Answer.Text}");
        else if (after.Answer is null && before.Failures < failureCount && after.Failures >= failureCount)
            Note(transition, EventKind.Agent, $"its agent is lost: {detail}");
        else if (after.Answer is not null && before.Failures >= failureCount)
            Note(transition, EventKind.Agent, $"its agent answers again: {after.Answer.Text}");
    }

    private void Note(in ServerTransition transition, EventKind kind, string message)
    {
        var server = transition.Server;
        var code = kind is EventKind.Agent ? null : (Checks.StatusCode?)SnapshotBuilder.Code(server);
        server.Note(events.Add(transition.At, kind, server.ServiceName, server.Name, message, code));
    }
}
