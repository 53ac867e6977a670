#pragma warning disable CA1822, IDE0060
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>What a director is asked to do from outside.</summary>
internal sealed record DirectorOptions
{
    /// <summary>Reads the configuration anew; called off the loop.</summary>
    public required Func<ConfigResult> ReadConfig { get; init; }
}

/// <summary>The one owner of all state: reads one channel of events, decides by pure functions, writes to the table.</summary>
internal sealed class DirectorLoop(DirectorConfig config, IIpvs ipvs, DirectorOptions options, ILogger log, TimeProvider time)
{
    /// <summary>Completes once every server has had its first verdict.</summary>
    public Task FirstRound => Task.CompletedTask;

    /// <summary>SIGHUP.</summary>
    public void RequestReload() => _ = (config, ipvs, options, log, time);

    /// <summary>The table with its health, as of now.</summary>
    public Task<DirectorSnapshot> SnapshotAsync(CancellationToken ct) => Task.FromCanceled<DirectorSnapshot>(ct);

    /// <summary>Runs until <paramref name="stopping"/> fires, then honours cleanstop and returns.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.CompletedTask;
}
