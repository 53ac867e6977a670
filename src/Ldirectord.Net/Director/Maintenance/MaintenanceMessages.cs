using System.Collections.Immutable;
using System.Net;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>The maintenance directory, or what is known of the servers' names, changed.</summary>
/// <param name="Files">The files that count: those that are not over, by name.</param>
/// <param name="Names">FQDN by address, as far as known.</param>
/// <param name="Stopped">
/// Fires when the watcher that sent the message is stopped: a message on its way then is about a directory that is no longer watched.
/// </param>
internal sealed record MaintenanceChanged(
    ImmutableDictionary<string, MaintenanceFile> Files,
    ImmutableDictionary<IPAddress, string> Names,
    CancellationToken Stopped = default) : LoopMessage
{
    public static MaintenanceChanged None { get; } = new(MaintenanceListing.None, ImmutableDictionary<IPAddress, string>.Empty);

    /// <summary>What the files say of a server.</summary>
    /// <param name="server">As written in the configuration.</param>
    /// <param name="virtualName">"tcp:10.0.0.1:80".</param>
    public AdminOrder OrderOf(IPEndPoint server, string virtualName)
    {
        return Files.IsEmpty ? default : new AdminOrder(Find(isWeight: false), Find(isWeight: true));

        MaintenanceNote? Find(bool isWeight) => FileOf(server, virtualName, isWeight) is { } file ? Files[file].Note : null;
    }

    /// <summary>The name of the file that takes the server out or drains it; null if no file does.</summary>
    public string? FileOf(IPEndPoint server, string virtualName, bool isWeight = false) => Files.IsEmpty ? null
        : MaintenanceFiles.Find(server, Names.GetValueOrDefault(server.Address), virtualName, Files.ContainsKey, isWeight);
}

/// <summary>The time of a file in the maintenance directory is over.</summary>
/// <param name="Problem">Why it is still there; null if it was removed.</param>
internal sealed record MaintenanceExpired(string File, MaintenanceNote Note, string? Problem) : LoopMessage;

/// <summary>Time to look for a maintenance that nobody ended.</summary>
internal sealed record ForgottenDue : LoopMessage;
