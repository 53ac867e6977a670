using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>The directives of a virtual section about weights that change while its servers are up: agents, slow start.</summary>
internal sealed class WeightDirectives
{
    /// <summary>Longest slowstart, in seconds: an hour.</summary>
    private const int LongestSlowStart = 3600;

    public int? AgentPort { get; private set; }

    public TimeSpan? AgentInterval { get; private set; }

    /// <summary>Bytes as Latin-1, "\n" and the like replaced.</summary>
    public string? AgentSend { get; private set; }

    public IPAddress? AgentAddress { get; private set; }

    /// <summary>agentfile: a path, {real} and {port} not yet replaced; null if not set.</summary>
    public string? AgentFile { get; private set; }

    /// <summary>The first line about agents; null if not set.</summary>
    public Line? FirstAgentLine { get; private set; }

    /// <returns>Whether the line is one of these directives.</returns>
    public bool TryBind(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "agentport":
                AgentPort = Port(line) ?? AgentPort;
                break;
            case "agentinterval":
                AgentInterval = line.Seconds() ?? AgentInterval;
                break;
            case "agentfile":
                BindAgentFile(line);
                break;
            case "agentsend":
                AgentSend = line.QuotedNotEmpty() is { } text ? Checks.SimpleTcpCheck.Expand(text) : AgentSend;
                break;
            case "agentaddress":
                AgentAddress = Address(line) ?? AgentAddress;
                break;
            default:
                return false;
        }

        line.IsOurs();
        FirstAgentLine ??= line.Line;
        return true;
    }

    /// <summary>The file of one real server; null without agentfile.</summary>
    public string? AgentFileOf(IPEndPoint server) => AgentFile?
        .Replace("{real}", $"{server.Address}", StringComparison.Ordinal)
        .Replace("{port}", $"{server.Port}", StringComparison.Ordinal);

    /// <summary>slowstart: seconds, 0..3600; 0 for at once.</summary>
    public static TimeSpan? SlowStart(DirectiveReader line)
    {
        line.IsOurs();
        if (Number(line) is not (>= 0 and <= LongestSlowStart and var seconds))
        {
            line.Error($"invalid slowstart \"{DirectiveReader.Shorten(line.Text)}\": expected seconds, 0..{LongestSlowStart}");
            return null;
        }

        line.WarnOfSeconds(seconds);
        return TimeSpan.FromSeconds(seconds);
    }

    /// <summary>Refuses the section's slowstart if its scheduler cannot use it.</summary>
    public static void RefuseSlowStart(SectionDirectives section, DiagnosticList diagnostics)
    {
        if (section.Shared is { SlowStartLine: { } line, SlowStart.Ticks: > 0 } && !SchedulerRules.TakesWeights(section.Scheduler))
        {
            string reason = section.Scheduler is "sh" or "dh"
                ? "deals all clients anew at each step"
                : "takes the weight for an order or a limit, not for a share";
            diagnostics.Error(line.Number, line.ValueColumn,
                $"slowstart with scheduler = {section.Scheduler}, which {reason}: expected wrr, wlc, sed, nq, lblc, lblcr or mh");
        }
    }

    private void BindAgentFile(DirectiveReader line)
    {
        if (line.TextOrQuoted() is not { } bytes || line.FileName(bytes) is not { } path)
            return;
        string rest = path.Replace("{real}", "", StringComparison.Ordinal).Replace("{port}", "", StringComparison.Ordinal);
        if (rest.StartsWith('/') && !rest.Contains('{', StringComparison.Ordinal))
            AgentFile = path;
        else
            line.Error(
                $"invalid agentfile \"{DirectiveReader.ShortenPath(path)}\": expected a path from /, as in /run/agents/{{real}}:{{port}}");
    }

    private static int? Port(DirectiveReader line)
    {
        if (Number(line) is >= IPEndPoint.MinPort + 1 and <= IPEndPoint.MaxPort and var port)
        {
            line.WarnOfRest($"{port}", "a port alone");
            return port;
        }

        line.Error($"invalid agentport \"{DirectiveReader.Shorten(line.Text)}\": expected a number, 1..65535");
        return null;
    }

    private static IPAddress? Address(DirectiveReader line)
    {
        string text = line.Text.Trim('[', ']');
        if (IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3))
            return address;
        line.Error($"invalid agentaddress \"{DirectiveReader.Shorten(line.Text)}\": expected an IP address");
        return null;
    }

    private static int? Number(DirectiveReader line) =>
        ValueSyntax.Digits(line.Text) is { Length: > 0 } digits ? ValueSyntax.Clamp(digits, int.MaxValue) : null;
}
