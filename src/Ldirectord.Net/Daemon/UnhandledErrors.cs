using System.Net.Mail;
using System.Net.Sockets;
using Ldirectord.Platform;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>
/// Unexpected errors. A command reports them in a sentence and exits with 1. The daemon logs them with their stack trace, also
/// those that end the process on another thread, and those of tasks that nothing awaits.
/// </summary>
/// <param name="writeAtOnce">Writes a line to the log before the process ends.</param>
internal sealed class UnhandledErrors(ILogger log, Action<string> writeAtOnce) : IDisposable
{
    /// <summary>Maximum number of failed tasks in the log: an error of every probe would fill it.</summary>
    private const int MaxLoggedTasks = 20;

    private int _tasks;

    /// <summary>For standard error.</summary>
    /// <param name="command">The arguments of the program, or its command: "start".</param>
    public static string Sentence(Exception e, string command)
    {
        var cause = e.GetBaseException();
        return $"ldirectord {command} failed unexpectedly: {cause.GetType().Name}: {LogLineFormat.OneLine(cause.Message)}";
    }

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
            writeAtOnce($"Linux Director Daemon failed in thread \"{thread}\"; the table is left as it is ({e.ExceptionObject})");
        }
        catch (IOException)
        {
            // The log cannot be written; the exit status alone shows the failure.
        }
    }

    public void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        e.SetObserved();
        // An abandoned connection fails later with one of these.
        if (e.Exception.Flatten().InnerExceptions.All(inner =>
            inner is IOException or SocketException or SmtpException or IoFailureException
                or OperationCanceledException or ObjectDisposedException))
            return;
        if (Interlocked.Increment(ref _tasks) <= MaxLoggedTasks)
            DaemonLogMessages.TaskFailed(log, e.Exception);
    }
}
