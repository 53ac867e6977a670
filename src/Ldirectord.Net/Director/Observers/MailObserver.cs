using Ldirectord.Alerts;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>emailalert: repeats the mail about a server that stays down. The first mail is about the change of the table.</summary>
internal sealed class MailObserver(MailAlertRules mail, DirectorState state) : IDirectorObserver
{
    public void OnTransition(in ServerTransition transition)
    {
        if (transition.Result is null)
            return;
        var server = transition.Server;
        if (transition.After.State == ServerState.Down)
            mail.StillDown(server.Key, server.Name, server.Service.Mail, state.Phase);
        else
            mail.NotDown(server.Key);
    }
}
