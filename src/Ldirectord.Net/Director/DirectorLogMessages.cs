using Ldirectord.Checks;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>The lines that the director logs. Lines that Perl ldirectord has, too, keep its words: operators' alarms match them.</summary>
internal static partial class DirectorLogMessages
{
    [LoggerMessage(LogLevel.Information, "{Message}")]
    public static partial void TableChanged(ILogger log, string message);

    [LoggerMessage(LogLevel.Debug, "{Message}")]
    public static partial void WeightChanged(ILogger log, string message);

    [LoggerMessage(LogLevel.Error, "Failed: {Message}: {Reason}; it will be tried again")]
    public static partial void ChangeFailed(ILogger log, string message, string reason);

    [LoggerMessage(LogLevel.Error, "The IPVS table cannot be read or written: {Reason}; it will be tried again")]
    public static partial void TableUnavailable(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "Soft failure real server: {Server} ({Service}) failure {Failures}/{FailureCount}")]
    public static partial void SoftFailure(ILogger log, string server, string service, int failures, int failureCount);

    [LoggerMessage(LogLevel.Information, "Resetting soft failure count: {Server} ({Service})")]
    public static partial void SoftFailuresReset(ILogger log, string server, string service);

    [LoggerMessage(LogLevel.Information, "Passed check {Passes} of {SuccessCount}: {Server} ({Service})")]
    public static partial void CheckPassed(ILogger log, string server, string service, int passes, int successCount);

    [LoggerMessage(LogLevel.Information, "Check of {Server} ({Service}) failed: {Reason}")]
    public static partial void CheckFailed(ILogger log, string server, string service, string reason);

    [LoggerMessage(LogLevel.Warning, "Check of {Server} ({Service}) and others is not possible here, and health stays as it is: {Reason}")]
    public static partial void CheckNotPossible(ILogger log, string server, string service, string reason);

    [LoggerMessage(
        LogLevel.Warning, "Unknown health of real server: {Server} ({Service}), {Times} times in a row, and it stays as it is: {Reason}")]
    public static partial void HealthUnknown(ILogger log, string server, string service, int times, string reason);

    [LoggerMessage(LogLevel.Information, "Health of real server is known again: {Server} ({Service}): {Reason}")]
    public static partial void HealthKnown(ILogger log, string server, string service, string reason);

    [LoggerMessage(LogLevel.Debug, "Check of {Server} ({Service}): {Status}, {Milliseconds:0.0} ms: {Reason}")]
    public static partial void Checked(ILogger log, string server, string service, CheckStatus status, double milliseconds, string reason);

    [LoggerMessage(LogLevel.Debug, "Agent of {Server} ({Service}): {Milliseconds:0.0} ms: {Answer}")]
    public static partial void AgentAnswered(ILogger log, string server, string service, double milliseconds, string answer);

    [LoggerMessage(LogLevel.Information, "Agent of {Server} ({Service}) says: {Answer}")]
    public static partial void AgentSays(ILogger log, string server, string service, string answer);

    [LoggerMessage(LogLevel.Warning, "Agent of {Server} ({Service}) says \"{Word}\", which no agent should; the rest of its line counts")]
    public static partial void AgentWordUnknown(ILogger log, string server, string service, string word);

    [LoggerMessage(LogLevel.Warning, "Agent of {Server} ({Service}) is lost, the checks alone decide: {Reason}")]
    public static partial void AgentLost(ILogger log, string server, string service, string reason);

    [LoggerMessage(LogLevel.Information, "Agent of {Server} ({Service}) answers again: {Answer}")]
    public static partial void AgentFound(ILogger log, string server, string service, string answer);

    [LoggerMessage(LogLevel.Error, "Lost virtual server: {Service}: {Quorum}")]
    public static partial void ServiceLost(ILogger log, string service, string quorum);

    [LoggerMessage(LogLevel.Information, "Virtual server is whole again: {Service}: {Quorum}")]
    public static partial void ServiceWhole(ILogger log, string service, string quorum);

    [LoggerMessage(LogLevel.Error, "Kept failed real server: {Server} ({Service}): kept {Kept}")]
    public static partial void ServerKept(ILogger log, string server, string service, string kept);

    [LoggerMessage(LogLevel.Information, "No failed real server is kept any more: {Service}")]
    public static partial void NoServerKept(ILogger log, string service);

    /// <summary>The sentence is one of <see cref="ActivityWords"/>.</summary>
    [LoggerMessage(LogLevel.Information, "{Sentence}")]
    public static partial void RoleChanged(ILogger log, string sentence);

    [LoggerMessage(LogLevel.Error, "The addresses of this machine are not known: {Reason}; "
        + "virtual services with active = vip count as active, and it will be tried again")]
    public static partial void AddressesUnknown(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "callback is not run: every virtual service is on standby here")]
    public static partial void CallbackNotRun(ILogger log);

    [LoggerMessage(LogLevel.Warning, "The certificate of {Server} ({Service}) {Expires}")]
    public static partial void CertificateWarning(ILogger log, string server, string service, string expires);

    [LoggerMessage(LogLevel.Debug, "Held connection to {Server} ({Service}) ended after {Seconds:0.0} s: {Reason}; its check runs now")]
    public static partial void HeldConnectionEnded(ILogger log, string server, string service, double seconds, string reason);

    [LoggerMessage(LogLevel.Warning, "No longer watching {Server} ({Service}): three times in a row its connection ended within "
        + "checkinterval ({Seconds:0} s), though its checks pass; the last time: {Reason}")]
    public static partial void WatchGivenUp(ILogger log, string server, string service, double seconds, string reason);

    [LoggerMessage(LogLevel.Warning, "Not every server is watched: {Reason}; the others are checked as without watch")]
    public static partial void WatchNotPossible(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "Server in maintenance: {Server} ({Service}){Note}")]
    public static partial void MaintenanceBegan(ILogger log, string server, string service, string note);

    [LoggerMessage(LogLevel.Information, "Server to be drained: {Server} ({Service}){Note}")]
    public static partial void DrainBegan(ILogger log, string server, string service, string note);

    [LoggerMessage(LogLevel.Information, "Weight given to real server: {Server} ({Service}): {Weight}{Note}")]
    public static partial void WeightGiven(ILogger log, string server, string service, string weight, string note);

    [LoggerMessage(LogLevel.Information, "Weight given to real server is taken back: {Server} ({Service})")]
    public static partial void WeightTakenBack(ILogger log, string server, string service);

    /// <summary>The sentence is a <see cref="SteeringNotice"/>'s.</summary>
    [LoggerMessage(Message = "{Sentence}")]
    public static partial void Steering(ILogger log, LogLevel level, string sentence);

    [LoggerMessage(LogLevel.Information, "Server no longer {Was}: {Server} ({Service}): it returns with its next passed check")]
    public static partial void MaintenanceEnded(ILogger log, string was, string server, string service);

    [LoggerMessage(
        LogLevel.Information, "Server no longer {Was}: {Server} ({Service}): it returns after {SuccessCount} passed checks")]
    public static partial void MaintenanceEndedBelowCount(ILogger log, string was, string server, string service, int successCount);

    [LoggerMessage(LogLevel.Warning, "maintenancedir {Directory} cannot be read: {Reason}; the files last seen in it stay valid")]
    public static partial void MaintenanceUnreadable(ILogger log, string directory, string reason);

    [LoggerMessage(LogLevel.Warning, "{File}: {Problem}")]
    public static partial void MaintenanceNotUnderstood(ILogger log, string file, string problem);

    [LoggerMessage(LogLevel.Information, "Kernel table differs: expected {Command}, found {Kernel}; {Reason}")]
    public static partial void TableDiffers(ILogger log, string command, string kernel, string reason);

    [LoggerMessage(LogLevel.Information, "Kernel table matches again after {Seconds:0} s: {Command}")]
    public static partial void TableMatchesAgain(ILogger log, double seconds, string command);

    [LoggerMessage(LogLevel.Warning, "The table was changed by another hand: {Repairs}")]
    public static partial void TableRepaired(ILogger log, string repairs);

    [LoggerMessage(LogLevel.Error, "Somebody else keeps changing {Things}: not put back for {Minutes:0} min")]
    public static partial void RepairPaused(ILogger log, string things, double minutes);

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    public static partial void KernelSettingWarning(ILogger log, string warning);

    [LoggerMessage(LogLevel.Warning, "{Message}, and it cannot be set to {Value}: {Reason}")]
    public static partial void KernelSettingNotSet(ILogger log, string message, int value, string reason);

    [LoggerMessage(LogLevel.Information, "{Setting} was {Before} and is set to {Value} (kernelsettings = set)")]
    public static partial void KernelSettingSet(ILogger log, string setting, int? before, int value);

    [LoggerMessage(LogLevel.Information, "The timeouts of IPVS were {Before} and are set to {After} (ipvstimeouts)")]
    public static partial void TimeoutsSet(ILogger log, ConnectionTimeouts before, ConnectionTimeouts after);

    [LoggerMessage(LogLevel.Warning, "The timeouts of IPVS cannot be set to {Wanted}: {Reason}")]
    public static partial void TimeoutsNotSet(ILogger log, ConnectionTimeouts wanted, string reason);

    [LoggerMessage(LogLevel.Information, "Sync daemon started: {Daemon}{Why}")]
    public static partial void SyncStarted(ILogger log, SyncDaemon daemon, string why);

    [LoggerMessage(LogLevel.Information, "Sync daemon restarted: {Daemon}; it was {Before}{Why}")]
    public static partial void SyncRestarted(ILogger log, SyncDaemon daemon, SyncDaemon before, string why);

    [LoggerMessage(LogLevel.Information, "Sync daemon stopped: {Daemon}")]
    public static partial void SyncStopped(ILogger log, SyncDaemon daemon);

    [LoggerMessage(LogLevel.Warning, "Sync daemon cannot be started: {Daemon}: {Reason}; it will be tried again")]
    public static partial void SyncNotStarted(ILogger log, SyncDaemon daemon, string reason);

    [LoggerMessage(LogLevel.Warning, "Sync daemon cannot be stopped: {Daemon}: {Reason}; it will be tried again")]
    public static partial void SyncNotStopped(ILogger log, SyncDaemon daemon, string reason);

    [LoggerMessage(LogLevel.Warning, "The sync daemons cannot be read: {Reason}; it will be tried again")]
    public static partial void SyncUnreadable(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "Announced address: {Target}: {Why}")]
    public static partial void AddressAnnounced(ILogger log, AnnounceTarget target, string why);

    [LoggerMessage(LogLevel.Information, "Withdrawn address: {Target}: {Why}")]
    public static partial void AddressWithdrawn(ILogger log, AnnounceTarget target, string why);

    [LoggerMessage(LogLevel.Warning, "Address {Target} cannot be announced: {Reason}; it will be tried again")]
    public static partial void AddressNotAnnounced(ILogger log, AnnounceTarget target, string reason);

    [LoggerMessage(LogLevel.Warning, "Address {Target} cannot be withdrawn: {Reason}; it will be tried again")]
    public static partial void AddressNotWithdrawn(ILogger log, AnnounceTarget target, string reason);

    [LoggerMessage(LogLevel.Warning, "An ldirectord announced {Target}, and no virtual service here does: it stays")]
    public static partial void AddressOfNobody(ILogger log, AnnounceTarget target);

    [LoggerMessage(LogLevel.Information, "Reloading Linux Director Daemon config on signal")]
    public static partial void Reloading(ILogger log);

    [LoggerMessage(LogLevel.Information, "Configuration file '{Path}' has changed on disk")]
    public static partial void ConfigChanged(ILogger log, string path);

    [LoggerMessage(LogLevel.Information, " - reread new configuration")]
    public static partial void Rereading(ILogger log);

    [LoggerMessage(LogLevel.Information, " - ignore new configuration")]
    public static partial void Ignoring(ILogger log);

    [LoggerMessage(LogLevel.Information, "Resolved {Name}: {Change}")]
    public static partial void NameResolved(ILogger log, string name, string change);

    [LoggerMessage(LogLevel.Warning, "Cannot resolve {Name}: {Reason}; the last answer stays ({Addresses})")]
    public static partial void NameNotResolved(ILogger log, string name, string reason, string addresses);

    [LoggerMessage(LogLevel.Information, "{Name} is resolved again, after {Seconds:0} s ({Addresses})")]
    public static partial void NameResolvedAgain(ILogger log, string name, double seconds, string addresses);

    [LoggerMessage(LogLevel.Warning, "{Name} has {Found} addresses: the first {Most} in order are real servers")]
    public static partial void TooManyAddresses(ILogger log, string name, int found, int most);

    [LoggerMessage(LogLevel.Warning, "{Diagnostic}")]
    public static partial void ConfigWarning(ILogger log, string diagnostic);

    [LoggerMessage(LogLevel.Error, "{Diagnostic}")]
    public static partial void ConfigError(ILogger log, string diagnostic);

    /// <summary>The sentence is <see cref="ReloadRules"/>'.</summary>
    [LoggerMessage(LogLevel.Error, "{Sentence}")]
    public static partial void ConfigRejected(ILogger log, string sentence);
}
