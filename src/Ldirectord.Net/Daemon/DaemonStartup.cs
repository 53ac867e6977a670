using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Daemon;

/// <summary>Starts the daemon (lock, log, table, pid file), runs it, cleans up.</summary>
internal sealed class DaemonStartup(DaemonOptions options, SdNotifier notifier, StartupPipe pipe, TimeProvider time)
{
    // The background's working directory is /, so a relative path would no longer lead to the file.
    private readonly DirectorConfig _config = options.Config with { Path = Path.GetFullPath(options.Config.Path) };
    private readonly LogLineFormat _format = new(options.Instance, Environment.ProcessId);
    private readonly PidFile _pidFile = new(options.Instance.PidFile);

    private bool HasPidFile => options.Mode is RunMode.Background or RunMode.Notify;

    /// <exception cref="IOException">Pid file or lock cannot be written; the message is a sentence for the operator.</exception>
    public async Task<int> RunAsync()
    {
        // Descriptors that a script or a service manager (LISTEN_FDS) left open are not for the programs that this one starts.
        CloseOnExec.MarkAll();
        var (guard, code) = await StartGuard.TakeAsync(options.Instance, _config.Path, time, options.Error).ConfigureAwait(false);
        if (guard is null)
            return code;
        using (guard)
        {
            if (pipe.IsAbandoned)
                return ExitCode.Failed;
            if (OpenLog() is not { } log)
                return ExitCode.BadConfig;
            if (OpenTable() is not { } table)
                return ExitCode.Failed;
            if (options.Mode == RunMode.Background)
                Environment.CurrentDirectory = "/";
            using var signals = new SignalHandlers();
            if (HasPidFile)
                _pidFile.Write(Environment.ProcessId);
            guard.SetExecute(_config.Execute);
            guard.SetState(HasPidFile ? LockHolderState.Running : LockHolderState.Foreground);
            try
            {
                var host = new DaemonHost(options with { Config = _config }, log, table, signals, notifier, time);
                return await host.RunAsync(
                    started: () => pipe.Answer(ExitCode.Ok, ErrorText()),
                    stopping: () => guard.SetState(LockHolderState.Stopping),
                    executeChanged: guard.SetExecute).ConfigureAwait(false);
            }
            finally
            {
                // Also if no signal ended it: without its pid file it does not run for commands.
                guard.SetState(LockHolderState.Stopping);
                if (HasPidFile)
                    _pidFile.Remove(Environment.ProcessId);
            }
        }
    }

    /// <summary>The text for the launching process's standard error. The log's thread may write to it too.</summary>
    private string ErrorText()
    {
        lock (options.Error)
            return options.Error.ToString() ?? "";
    }

    private LogTarget? OpenLog()
    {
        try
        {
            var emergency = new EmergencySink(options.Error);
            return options.Mode switch
            {
                RunMode.Debug => new LogTarget(new StreamSink(StreamSink.StandardError, _format.Full), emergency, null, time),
                RunMode.Supervised => new LogTarget(new StreamSink(StreamSink.StandardOutput, LogLineFormat.Timed), emergency, null, time),
                _ => new LogTarget(LogSink.Open(_config.LogFile, _format), emergency, _format, time),
            };
        }
        catch (IOException e)
        {
            var diagnostic = new Diagnostic(Severity.Error, options.Config.Path, 0, 0, Printable.Of(e.Message));
            options.Error.WriteLine(diagnostic.Format(Environment.ProcessId));
            return null;
        }
    }

    private IIpvs? OpenTable()
    {
        try
        {
            var table = IpvsSource.Open(options.DryRun);
            // A table that cannot be read is an error of the start, not one for the log. Reading one service is enough to find out.
            _ = _config.VirtualServices is [var first, ..] ? table.Read([first.Id]) : table.Read().Services;
            return table;
        }
        catch (IpvsException e)
        {
            options.Error.WriteLine($"ldirectord cannot start: {Printable.Of(e.Message)}");
            return null;
        }
    }
}
