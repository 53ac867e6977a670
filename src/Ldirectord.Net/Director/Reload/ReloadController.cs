using System.Collections.Immutable;
using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Text;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// A reload from its cause (an edit, or the operator's request) to its end: reads the file in the background, asks
/// <see cref="ReloadRules"/>, and has <see cref="ConfigActivation"/> make the new configuration active.
/// </summary>
/// <param name="progressed">Called when a reload begins and when it ends; must not block.</param>
internal sealed class ReloadController(
    IConfigSource source,
    DirectorState state,
    ConfigActivation activation,
    TableKeeper table,
    HookRunner hooks,
    Action progressed,
    Action<LoopMessage> post,
    ILogger log,
    TimeProvider time)
{
    private readonly BackgroundConfigReader _reader = new(source, post);
    private bool _retryIsDue;
    private bool _wasAsked;

    /// <summary>The file is being read, or waits for the kernel's table to become readable.</summary>
    public bool IsReloading => _reader.IsRunning || _retryIsDue;

    /// <summary>Readings of the file that came to an end, whether the file was accepted or not.</summary>
    public int Completed { get; private set; }

    /// <summary>Why the file that was read last is not active; null if it is.</summary>
    public string? Refusal { get; private set; }

    /// <summary>SIGHUP, or the reload command.</summary>
    public void OnRequested()
    {
        DirectorLogMessages.Reloading(log);
        _wasAsked = true;
        StartRead();
    }

    /// <summary>The file has a new content.</summary>
    public void OnFileChanged()
    {
        var config = state.Config;
        DirectorLogMessages.ConfigChanged(log, config.Path);
        if (config.Callback is { } callback)
            RunCallback(config.Path, callback);
        if (config.AutoReload)
        {
            DirectorLogMessages.Rereading(log);
            StartRead();
        }
        else
        {
            DirectorLogMessages.Ignoring(log);
        }
    }

    private void RunCallback(string path, string callback)
    {
        if (state.Servers.IsAnyActive)
            hooks.Run("callback", callback, [Latin1.FromText(path)]);
        else
            DirectorLogMessages.CallbackNotRun(log);
    }

    public void OnRetryDue()
    {
        if (_retryIsDue)
            StartRead();
    }

    public void OnRead(ConfigRead read)
    {
        if (!_reader.End(state.Config))
            return;
        LogDiagnostics(read);
        var decision = ReloadRules.Decide(read.Result, read.Problem, state.Services.Count, _wasAsked);
        Refusal = decision.Next is { } next ? Activate(next, read.InMaintenance) : Reject(decision);
        state.Reloads = state.Reloads.With(accepted: Refusal is null, time.GetUtcNow());
        Note();
        Completed++;
        progressed();
    }

    private void Note()
    {
        var (path, services) = (state.Config.Path, state.Services.Count);
        var message = Refusal is null ? $"{path} is active, with {Plural.Of(services, "virtual service")}"
            : $"the configuration before stays active: {Refusal}";
        state.Events.Add(time.GetUtcNow(), Refusal is null ? EventKind.Reload : EventKind.ReloadRefused, null, null, message);
    }

    private void StartRead()
    {
        _retryIsDue = false;
        _reader.Begin(state.Config);
        progressed();
    }

    private string? Reject(ReloadDecision decision)
    {
        _wasAsked = false; // the request has its answer: it does not hold for the next edit
        DirectorLogMessages.ConfigRejected(log, decision.LogLine!);
        return decision.Reason;
    }

    /// <returns>Why it is not active; null if it is.</returns>
    private string? Activate(DirectorConfig next, MaintenanceListing? inMaintenance)
    {
        try
        {
            var delta = activation.Activate(next, DaemonPhases.Reloading, inMaintenance);
            _wasAsked = false;
            source.Applied(next, delta);
            return null;
        }
        catch (IpvsException e)
        {
            // Servers that serve now are adopted from the table: without it the previous configuration stays until the kernel answers.
            DirectorLogMessages.TableUnavailable(log, e.Message);
            _retryIsDue = true;
            table.RetryLater();
            return $"the kernel's table cannot be read: {e.Message}";
        }
    }

    private void LogDiagnostics(ConfigRead read)
    {
        var errors = 0;
        ImmutableArray<Diagnostic> all = read.Problem is { } problem ? [.. read.Result.Diagnostics, problem] : read.Result.Diagnostics;
        foreach (var diagnostic in all)
        {
            if (diagnostic.Severity == Severity.Error)
            {
                if (errors++ < ReloadRules.MaximumErrorsLogged)
                    DirectorLogMessages.ConfigError(log, diagnostic.Format(Environment.ProcessId));
            }
            else if (!diagnostic.IsPortability)
            {
                DirectorLogMessages.ConfigWarning(log, diagnostic.Format(Environment.ProcessId));
            }
        }
    }
}
