using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>What the daemon's frame logs; the director's own lines are with the director. Those the original has keep its words.</summary>
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

    [LoggerMessage(LogLevel.Error, "An error that nobody expected, in what runs beside the director, which goes on")]
    public static partial void TaskFailed(ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The log stays where it is: {Reason}")]
    public static partial void LogStays(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "supervised = {Value} counts from the next start on: stop and start, a reload cannot")]
    public static partial void SupervisedLater(ILogger log, string value);

    [LoggerMessage(LogLevel.Warning, "The show command does not work, which is tried again each second: {Reason}")]
    public static partial void NoSocket(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "The show command works again")]
    public static partial void SocketIsThere(ILogger log);

    [LoggerMessage(LogLevel.Warning, "The show command is not answered for now, which is tried again ten times a second: {Reason}")]
    public static partial void NoClients(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "The show command is answered again")]
    public static partial void ClientsAgain(ILogger log);
}
