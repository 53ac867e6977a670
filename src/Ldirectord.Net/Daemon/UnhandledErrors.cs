using System.Net.Mail;
using System.Net.Sockets;
using Ldirectord.Platform;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>
/// Errors that nobody foresaw. A command says them in a sentence and exits with 1. The daemon logs them, with where they came from: also
/// those that end the process from a thread of its own, and those of tasks that nobody waits for.
/// </summary>
/// <param name="crashed">Writes a line at once: there is no later.</param>
internal sealed class UnhandledErrors(ILogger log, Action<string> crashed) : IDisposable
{
    /// <summary>Tasks that are told of: a mistake that is made with each probe would fill the log.</summary>
    private const int MostTasks = 20;

    private int _tasks;

    /// <summary>For who called a command.</summary>
    /// <param name="doing">What the program was doing: "start".</param>
    public static string Sentence(Exception e, string doing) =>
        $"ldirectord {doing} failed unexpectedly: {e.GetBaseException().GetType().Name}: {LogLineFormat.OneLine(e.GetBaseException().Message)}";

    public UnhandledErrors Listen()
    {
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        return this;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
    }

    /// <summary>The runtime ends the process after this.</summary>
    public void OnUnhandled(object? sender, UnhandledExceptionEventArgs e)
    {
        try
        {
            var thread = Thread.CurrentThread.Name;
            crashed($"Linux Director Daemon failed in thread \"{thread}\"; the table is left as it is ({e.ExceptionObject})");
        }
        catch (IOException)
        {
            // The log cannot be written; the exit status says that it was no good end.
        }
    }

    public void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        e.SetObserved();
        // A connection that was given up ends in one of these, later.
        if (e.Exception.Flatten().InnerExceptions.All(inner =>
            inner is IOException or SocketException or SmtpException or IoFailureException
                or OperationCanceledException or ObjectDisposedException))
            return;
        if (Interlocked.Increment(ref _tasks) <= MostTasks)
            DaemonLogMessages.TaskFailed(log, e.Exception);
    }
}
