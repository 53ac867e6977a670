using Ldirectord.Config;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// Reads the configuration again, off the loop, which gets it as a <see cref="ConfigRead"/>. One reading at a time: a request meanwhile
/// causes one more after it, because the file may have changed since the reading began. Used by the loop alone.
/// </summary>
internal sealed class BackgroundConfigReader(IConfigSource source, Action<LoopMessage> post)
{
    private bool _again;

    public bool IsRunning { get; private set; }

    public void Begin(DirectorConfig active)
    {
        _again = IsRunning;
        if (IsRunning)
            return;
        IsRunning = true;
        _ = ReadAsync(active);
    }

    /// <summary>The loop has received the reading that was begun.</summary>
    /// <returns>False if another was requested meanwhile: the next reading has begun, and this one is out of date.</returns>
    public bool End(DirectorConfig active)
    {
        IsRunning = false;
        if (_again)
            Begin(active);
        return !IsRunning;
    }

    private async Task ReadAsync(DirectorConfig active)
    {
        try
        {
            post(await DedicatedThread.RunAsync(() => Read(active), "configuration").ConfigureAwait(false));
        }
        catch (IoFailureException e)
        {
            post(Failed(active, e.Message));
        }
    }

    private ConfigRead Read(DirectorConfig active)
    {
        try
        {
            var result = source.Read(active);
            if (result.Config is not { } next)
                return new ConfigRead(result, null, null);
            var inMaintenance = next.MaintenanceDirectory is { } directory ? MaintenanceListing.Soon(directory) : null;
            return new ConfigRead(result, source.Problem(next), inMaintenance);
        }
#pragma warning disable CA1031 // A bug in the reader costs this reload, not those to come.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failed(active, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private static ConfigRead Failed(DirectorConfig active, string reason)
    {
        var error = new Diagnostic(Severity.Error, active.Path, 0, 0, $"cannot read it: {reason}");
        return new ConfigRead(new ConfigResult(null, [error]), null, null);
    }
}
