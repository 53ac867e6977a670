
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Daemon;

/// <summary>
/// The daemon's frame: everything that must stand before it may say that it does, then its life, then the clearing away.
/// </summary>
internal sealed class DaemonStartup(DaemonOptions options, SdNotifier notifier, StartupPipe ready, TimeProvider time)
{
    // The background's working directory is /: what was named from elsewhere is named in full.
    private readonly DirectorConfig _config = options.Config with { Path = Path.GetFullPath(options.Config.Path) };
    private readonly LogLineFormat _line = new(options.Instance, Environment.ProcessId);

    private readonly PidFile _pidFile = new(options.Instance.PidFile);

    private bool HasPidFile => options.Mode is RunMode.Background or RunMode.Notify;

    /// <exception cref="IOException">Pid file or lock cannot be written; the message is a sentence for the operator.</exception>
    public async Task<int> RunAsync()
    {
        // What a script or a service manager (LISTEN_FDS) left open here is not for the programs that we options.
        CloseOnExec.MarkAll();
        var (gate, code) = await StartGuard.PassAsync(options.Instance, _config.Path, time, options.Error).ConfigureAwait(false);
        if (gate is null)
            return code;
        using (gate)
        {
            if (OpenLog() is not { } log)
                return ExitCode.BadConfig;
            if (OpenTable() is not { } table)
                return ExitCode.Failed;
            if (options.Mode == RunMode.Background)
                Environment.CurrentDirectory = "/";
            using var signals = new SignalHandlers();
            if (HasPidFile)
                _pidFile.Write(Environment.ProcessId);
            gate.Say(_config.Execute);
            gate.Say(HasPidFile ? LockHolderState.Running : LockHolderState.Foreground);
            try
            {
                var life = new DaemonHost(options with { Config = _config }, log, table, signals, notifier, time);
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
                    _pidFile.Remove(Environment.ProcessId);
            }
        }
    }

    /// <summary>The text for the caller's standard error. The log's thread may write to it too.</summary>
    private string Said()
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
                RunMode.Debug => new LogTarget(new StreamSink(StreamSink.StandardError, _line.Full), emergency, null, time),
                RunMode.Supervised => new LogTarget(new StreamSink(StreamSink.StandardOutput, LogLineFormat.Timed), emergency, null, time),
                _ => new LogTarget(LogSink.Open(_config.LogFile, _line), emergency, _line, time),
            };
        }
        catch (IOException e)
        {
            options.Error.WriteLine(new Diagnostic(Severity.Error, options.Config.Path, 0, 0, Printable.Of(e.Message)).Format(Environment.ProcessId));
            return null;
        }
    }

    private IIpvs? OpenTable()
    {
        try
        {
            var table = IpvsSource.Open(options.DryRun);
            // A table that may not even be read is no table: that is said to whoever called, not to a log. One service is enough to tell.
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
