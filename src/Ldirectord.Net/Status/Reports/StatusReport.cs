using System.Text.Json;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Platform;

namespace Ldirectord.Status;

/// <summary>The status of a running daemon as JSON, for show and for scripts: a name, once released, stays.</summary>
/// <param name="Config">Path of the configuration file.</param>
/// <param name="DryRun">The table is a copy; the kernel's is not modified.</param>
/// <param name="Timeouts">The kernel's timeouts of connections in seconds; null unless ipvstimeouts is set.</param>
/// <param name="Comparison">With the kernel's table; null if the kernel has no IPVS.</param>
internal sealed record StatusReport(
    string Config, DateTimeOffset Started, bool DryRun, IReadOnlyList<ServiceReport> Services, DriftReport? Comparison = null,
    ConnectionTimeouts? Timeouts = null)
{
    /// <summary>Name of the director's host; empty if the daemon is of a version that does not say it.</summary>
    public string Director { get; init; } = "";

    /// <summary>Version of the daemon: "0.1.0"; empty as above.</summary>
    public string Version { get; init; } = "";

    /// <summary>Why the file on disk is not active, as one clause; null if it is.</summary>
    public string? Problem { get; init; }

    /// <summary>Number of the newest event.</summary>
    public long LastEvent { get; init; }

    /// <summary>The kernel's sync daemons, and those that syncdaemon names.</summary>
    public IReadOnlyList<SyncReport> Sync { get; init; } = [];

    /// <summary>The addresses that announce names.</summary>
    public IReadOnlyList<AnnounceReport> Announced { get; init; } = [];

    public static StatusReport Of(DirectorSnapshot snapshot) =>
        new(
            snapshot.ConfigPath,
            snapshot.StartedAt,
            snapshot.DryRun,
            [.. snapshot.Services.Select(ServiceReport.Of)],
            DriftReport.Of(snapshot),
            snapshot.Timeouts)
        {
            Director = ThisHost.Name,
            Version = ProgramVersion.Number,
            Problem = snapshot.Problem,
            LastEvent = snapshot.LastEvent,
            Sync = [.. snapshot.Sync.Select(SyncReport.Of)],
            Announced = [.. snapshot.Announced.Select(AnnounceReport.Of)],
        };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.StatusReport);

    /// <summary>Reads a report from a daemon that may be hostile: its texts are made safe for a terminal.</summary>
    /// <exception cref="JsonException">The answer is not a report, or lacks a field.</exception>
    public static StatusReport FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ReportJson.Default.StatusReport) is { } report
            ? TerminalText.Clean(report)
            : throw new JsonException("null is not a report");
}
