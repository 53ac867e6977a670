using Ldirectord.Alerts;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>What a verdict, or maintenance, comes to for one server: its next health, and the words for the log, its monitor file and its mails.</summary>
internal sealed class HealthTracker(MailAlertRules mail, MonitorFiles monitorFiles, bool isDryRun, ILogger log)
{
    /// <returns>Whether the server's state is another now.</returns>
    public bool Judge(TrackedServer server, ProbeResult probe, DaemonPhases phase, DateTimeOffset now)
    {
        var (before, failureCount, result) = (server.Health, server.Service.FailureCount, probe.Result);
        var after = before.Next(result, failureCount);
        var (name, service) = (server.Name, server.ServiceName);
        if (server.Server.MonitorId is { } id && result.Status != CheckStatus.NotTried && !isDryRun)
            monitorFiles.Write(server.Service.MonitorFile!, id, result.IsUp && after.IsUp, after.State == ServerState.Maintenance ? "Server in maintenance" : result.Detail);
        DirectorLogMessages.Checked(log, name, service, result.Status, probe.Elapsed.TotalMilliseconds, result.Detail);
        if (before.Failures > 0 && after.Failures == 0)
            DirectorLogMessages.SoftFailuresReset(log, name, service);
        if (before.State is ServerState.Up or ServerState.Unknown && !result.IsUp)
            DirectorLogMessages.CheckFailed(log, name, service, result.Detail);
        if (after.IsUp && after.Failures > 0)
            DirectorLogMessages.SoftFailure(log, name, service, after.Failures, failureCount);
        if (after.State == ServerState.Down)
            mail.StillDown(server.Key, name, server.Service.Mail, phase);
        else
            mail.NotDown(server.Key);
        server.Remember(probe, after, now);
        CertificateExpiry.Look(server, log, now);
        return after.State != before.State;
    }

    /// <returns>Whether the server's state is another now: its maintenance began or ended.</returns>
    public bool Maintain(TrackedServer server, bool inMaintenance, DateTimeOffset now)
    {
        var after = server.Health.WithMaintenance(inMaintenance);
        if (after == server.Health)
            return false;
        if (inMaintenance)
            DirectorLogMessages.MaintenanceBegan(log, server.Name, server.ServiceName);
        else
            DirectorLogMessages.MaintenanceEnded(log, server.Name, server.ServiceName);
        server.Remember(after, now);
        return true;
    }
}
