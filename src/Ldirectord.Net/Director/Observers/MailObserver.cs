using Ldirectord.Alerts;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>
/// emailalert: repeats the mail about a server that stays down, of which the first is about the change of the table; and mails once when
/// nobody knows any more how a server is, and when somebody does again; and when a file in maintenancedir is over, or seems forgotten.
/// </summary>
internal sealed class MailObserver(MailAlertRules mail, DirectorState state) : IDirectorObserver
{
    public void OnTransition(in ServerTransition transition)
    {
        if (transition.Result is not { } probe)
            return;
        var server = transition.Server;
        var (name, service) = (server.Name, server.ServiceName);
        if (transition.BecomesUnknown)
        {
            var times = transition.After.Unknown.Count;
            Say($"Unknown health of real server: {name} ({service}), {times} times in a row, and it stays as it is: {probe.Result.Detail}");
        }
        else if (transition.BecomesKnown)
        {
            Say($"Health of real server is known again: {name} ({service}): {probe.Result.Detail}");
        }

        if (transition.After.State == ServerState.Down)
            mail.StillDown(server.Key, server.Name, server.Service.Mail, state.Phase);
        else
            mail.NotDown(server.Key);

        void Say(string sentence) => mail.Said(server.Service.Id, sentence, state.Phase);
    }

    public void OnSteering(SteeringNotice notice)
    {
        if (notice.Kind != SteeringKind.Drained)
            mail.Said(notice.Services, notice.Sentence, state.Phase);
    }
}
