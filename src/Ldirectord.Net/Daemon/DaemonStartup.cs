
using Ldirectord.Cli;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Daemon;

/// <summary>
/// The daemon's frame: everything that must stand before it may say that it does, then its life, then the clearing away.
/// </summary>
internal sealed class DaemonStartup(CommandContext run, RunMode mode, SdNotifier notifier, StartupPipe ready, TimeProvider time)
{
    // The background's working directory is /: what was named from elsewhere is named in full.
    private readonly DirectorConfig _config = run.Config with { Path = Path.GetFullPath(run.Config.Path) };
    private readonly LogLineFormat _line = new(run.Instance, Environment.ProcessId);

    private bool HasPidFile => mode is RunMode.Background or RunMode.Notify;

    /// <exception cref="IOException">Pid file or lock cannot be written; the message is a sentence for the operator.</exception>
    public async Task<int> RunAsync()
    {
        // What a script or a service manager (LISTEN_FDS) left open here is not for the programs that we run.
        CloseOnExec.MarkAll();
        var (gate, code) = await StartGuard.PassAsync(run.Instance, _config.Path, time, run.Error).ConfigureAwait(false);
        if (gate is null)
            return code;
        using (gate)
        {
            if (OpenLog() is not { } log)
                return ExitCode.BadConfig;
            if (OpenTable() is not { } table)
                return ExitCode.Failed;
            if (mode == RunMode.Background)
                Environment.CurrentDirectory = "/";
            using var signals = new SignalHandlers();
            if (HasPidFile)
                run.PidFile.Write(Environment.ProcessId);
            gate.Say(_config.Execute);
            gate.Say(HasPidFile ? LockHolderState.Running : LockHolderState.Foreground);
            try
            {
                var life = new DaemonHost(run, _config, log, table, signals, mode, notifier, time);
                return await life.RunAsync(
                    standing: () => ready.Answer(ExitCode.Ok, Said()),
                    ending: () => gate.Say(LockHolderState.Stopping),
                    executing: gate.Say).ConfigureAwait(false);
            }
            finally
            {
                // Also where no signal ended it: without its pid file it is no longer there for commands.
                gate.Say(LockHolderState.Stopping);
                if (HasPidFile)
                    run.PidFile.Remove(Environment.ProcessId);
            }
        }
    }

    /// <summary>The text for the caller's standard error. The log's thread may write to it too.</summary>
    private string Said()
    {
        lock (run.Error)
            return run.Error.ToString() ?? "";
    }

    private LogTarget? OpenLog()
    {
        try
        {
            var emergency = new EmergencySink(run.Error);
            return mode switch
            {
                RunMode.Debug => new LogTarget(new StreamSink(StreamSink.StandardError, _line.Full), emergency, null, time),
                RunMode.Supervised => new LogTarget(new StreamSink(StreamSink.StandardOutput, LogLineFormat.Timed), emergency, null, time),
                _ => new LogTarget(LogSink.Open(_config.LogFile, _line), emergency, _line, time),
            };
        }
        catch (IOException e)
        {
            run.Error.WriteLine(new Diagnostic(Severity.Error, run.Config.Path, 0, 0, Printable.Of(e.Message)).Format(Environment.ProcessId));
            return null;
        }
    }

    private IIpvs? OpenTable()
    {
        try
        {
            var table = IpvsSource.Open(run.Line.DryRun);
            // A table that may not even be read is no table: that is said to whoever called, not to a log. One service is enough to tell.
            _ = _config.VirtualServices is [var first, ..] ? table.Read([first.Id]) : table.Read().Services;
            return table;
        }
        catch (IpvsException e)
        {
            run.Error.WriteLine($"ldirectord cannot start: {Printable.Of(e.Message)}");
            return null;
        }
    }
}
