using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>Warns of each server's certificate once a day while it expires soon, and again when the server shows another one.</summary>
internal sealed class CertificateObserver(ILogger log, EventBuffer events) : IDirectorObserver
{
    public void OnTransition(in ServerTransition transition)
    {
        if (transition.Result is null)
            return;
        var (server, now) = (transition.Server, transition.At);
        var warning = CertificateExpiry.Warning(server.CertificateExpires, server.Service.CertificateWarningDays, now);
        (DateTime, DateTime)? warned = warning is null ? null : (server.CertificateExpires!.Value, now.UtcDateTime.Date);
        if (warning is not null && warned != server.CertificateWarned)
        {
            DirectorLogMessages.CertificateWarning(log, server.Name, server.ServiceName, warning);
            events.Add(now, EventKind.Certificate, server.ServiceName, server.Name, $"its certificate {warning}");
        }

        server.CertificateWarned = warned;
    }
}
