
using Ldirectord.Config;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// Reads the configuration anew, off the loop, which gets it as a <see cref="ConfigRead"/>. One reading at a time: what is asked for meanwhile is one more after
/// it, for the file may have changed since it began. Used by the loop alone.
/// </summary>
internal sealed class BackgroundConfigReader(IConfigSource source, Action<LoopMessage> post)
{
    private bool _again;

    public bool IsRunning { get; private set; }

    /// <param name="inForce">The configuration that came of the file before.</param>
    public void Begin(DirectorConfig inForce)
    {
        _again = IsRunning;
        if (IsRunning)
            return;
        IsRunning = true;
        _ = ReadAsync(inForce);
    }

    /// <summary>The reading that was begun has reached the loop.</summary>
    /// <returns>False if it was asked for again meanwhile: the next one has begun, and this one is out of date.</returns>
    public bool End(DirectorConfig inForce)
    {
        IsRunning = false;
        if (_again)
            Begin(inForce);
        return !IsRunning;
    }

    private async Task ReadAsync(DirectorConfig inForce)
    {
        try
        {
            post(await DedicatedThread.RunAsync(() => Read(inForce), "configuration").ConfigureAwait(false));
        }
        catch (IoFailureException e)
        {
            post(Failed(inForce, e.Message));
        }
    }

    private ConfigRead Read(DirectorConfig inForce)
    {
        try
        {
            var result = source.Read(inForce);
            if (result.Config is not { } next)
                return new ConfigRead(result, null, null);
            var inMaintenance = next.MaintenanceDirectory is { } directory ? MaintenanceListing.Soon(directory) : null;
            return new ConfigRead(result, source.Problem(next), inMaintenance);
        }
#pragma warning disable CA1031 // A mistake of ours costs this reload, never those to come.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failed(inForce, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private static ConfigRead Failed(DirectorConfig inForce, string reason)
    {
        var error = new Diagnostic(Severity.Error, inForce.Path, 0, 0, $"cannot read it: {reason}");
        return new ConfigRead(new ConfigResult(null, [error]), null, null);
    }
}
