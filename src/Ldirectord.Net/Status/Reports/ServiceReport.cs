using System.Text.Json.Serialization;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>One virtual service.</summary>
/// <param name="Virtual">"tcp:10.0.0.1:80", "udp:…", "sctp:…", "fwm:1", "fwm6:1".</param>
/// <param name="Line">The line of "ipvsadm -Ln": "TCP  10.0.0.1:80 wrr persistent 300".</param>
/// <param name="InTable">Whether the table has the service.</param>
internal sealed record ServiceReport(string Virtual, string Line, string Scheduler, bool InTable, IReadOnlyList<ServerReport> Servers)
{
    /// <summary>"1 of 4 up, 2 wanted" while fewer real servers are up than minservers; otherwise not there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Lost { get; init; }

    /// <summary>"2 of 4: 50 % stay" while keepservers keeps failed servers in the table; otherwise not there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kept { get; init; }

    /// <summary>What this director is for the service; not there with active = always.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ServiceRole? Role { get; init; }

    /// <summary>The kernel's counters since the service is in its table; all 0 if it is not.</summary>
    public TrafficReport Traffic { get; init; } = new(0, 0, 0, 0, 0);

    /// <summary>
    /// Answers pass the director, and are counted. False if every real server is gate or ipip, which answer clients directly: the outgoing
    /// counters then stay 0, and say nothing.
    /// </summary>
    public bool AnswersPass { get; init; } = true;

    /// <summary>
    /// New connections per second in steps of 10 s, oldest first: up to 60 numbers, so ten minutes.
    /// </summary>
    public IReadOnlyList<double> Curve { get; init; } = [];

    public static ServiceReport Of(ServiceSnapshot snapshot) => new(
        snapshot.Name,
        IpvsadmFormat.ListLine(snapshot.Service),
        snapshot.Service.Scheduler,
        snapshot.InTable,
        [.. snapshot.Servers.Select(ServerReport.Of)])
    {
        Lost = snapshot.Lost,
        Kept = snapshot.Kept,
        Role = snapshot.Role == ServiceRole.Always ? null : snapshot.Role,
        Traffic = TrafficReport.Of(snapshot.Traffic),
        AnswersPass = snapshot.Servers.Where(server => !server.IsFallback).Any(server => !server.AnswersDirectly),
        Curve = snapshot.Curve,
    };
}
