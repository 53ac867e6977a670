using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>Log messages of the daemon outside of the director. Those that the original has keep its words.</summary>
internal static partial class DaemonLogMessages
{
    [LoggerMessage(LogLevel.Information, "Invoking ldirectord invoked as: {CommandLine}")]
    public static partial void Invoked(ILogger log, string commandLine);

    [LoggerMessage(LogLevel.Information, "Starting Linux Director v{Version} (Ldirectord.Net) as daemon")]
    public static partial void StartingInBackground(ILogger log, string version);

    [LoggerMessage(LogLevel.Information, "Starting Linux Director v{Version} (Ldirectord.Net) with pid: {Pid}")]
    public static partial void StartingInForeground(ILogger log, string version, int pid);

    [LoggerMessage(LogLevel.Information, "Linux Director Daemon terminated on signal: {Signal}")]
    public static partial void Terminated(ILogger log, string signal);

    [LoggerMessage(LogLevel.Critical, "Linux Director Daemon failed; the table is left as it is")]
    public static partial void Failed(ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Error, "Unexpected error in a background task; the director continues")]
    public static partial void TaskFailed(ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Cannot switch to the new logfile, still logging here: {Reason}")]
    public static partial void LogFileNotSwitched(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "supervised = {Value} takes effect after a restart, not after a reload")]
    public static partial void SupervisedNeedsRestart(ILogger log, string value);

    [LoggerMessage(LogLevel.Warning, "The start was not kept waiting any longer: the first round of checks is not over after {Seconds} s")]
    public static partial void FirstRoundIsLate(ILogger log, double seconds);

    [LoggerMessage(LogLevel.Warning, "Doctor {Id}: {Finding}")]
    public static partial void DoctorFound(ILogger log, string id, string finding);

    [LoggerMessage(LogLevel.Warning, "The show command does not work (retry every second): {Reason}")]
    public static partial void SocketFailed(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "The show command works again")]
    public static partial void SocketRestored(ILogger log);

    [LoggerMessage(LogLevel.Warning, "The HTTP socket does not work (retry every second): {Reason}")]
    public static partial void HttpSocketFailed(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "The HTTP socket works again")]
    public static partial void HttpSocketRestored(ILogger log);

    [LoggerMessage(LogLevel.Warning, "statusgroup is not in effect: {Reason}")]
    public static partial void SocketNotShared(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "The show command gets no answer (retry ten times a second): {Reason}")]
    public static partial void ClientsNotAccepted(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "The show command is answered again")]
    public static partial void ClientsAcceptedAgain(ILogger log);
}
