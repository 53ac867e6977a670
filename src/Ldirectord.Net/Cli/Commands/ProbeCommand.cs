using System.Globalization;
using System.Text;
using System.Text.Json;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Director;
using Ldirectord.Platform;

namespace Ldirectord.Cli;

/// <summary>
/// probe: runs every check of the file once, and asks every agent, all at the same time, without a daemon; exit 0 all up, 1 not, 2 bad
/// file. What an agent says is shown beside the check, and does not change what the check found.
/// </summary>
internal static class ProbeCommand
{
    public static async Task<int> RunAsync(CommandContext run, TimeProvider time)
    {
        using var marks = ProbeMarks.Write(run.Config, time);
        // As in the daemon, equal checks share one probe.
        var probes = (
            from service in run.Config.VirtualServices
            where !service.IsOff
            from server in service.RealServers
            from check in (Check?[])[server.Check, server.Agent]
            where check is not null
            select check).Distinct()
                .ToDictionary(check => check, check => marks.Probes.RunAsync(check, check, CancellationToken.None).AsTask());
        var allUp = true;
        foreach (var service in run.Config.VirtualServices)
        {
            foreach (var server in service.RealServers)
            {
                var probe = await ResultAsync(server.Check, service).ConfigureAwait(false);
                var agent = await ResultAsync(server.Agent, service).ConfigureAwait(false);
                allUp &= probe?.Result.IsUp ?? true;
                run.Out.WriteLine(run.Line.Json
                    ? Json(service, server, probe, agent?.Result)
                    : Text(service, server, probe, time.GetUtcNow()) + AgentText(agent?.Result));
            }
        }
        // The program of an external check may still run after its deadline.
        await ChildProcess.AllEndedAsync().ConfigureAwait(false);
        return allUp ? ExitCode.Ok : ExitCode.Failed;

        async ValueTask<ProbeResult?> ResultAsync(Check? check, VirtualService service) =>
            check is null || service.IsOff ? null : await probes[check].ConfigureAwait(false);
    }

    private static string Text(VirtualService service, RealServer server, ProbeResult? probe, DateTimeOffset now)
    {
        var row = $"{service.CheckId,-28} {server.EndPoint,-24}";
        if (probe is not { Result: var result, Elapsed: var elapsed })
            return $"{row} off";
        var time = string.Create(CultureInfo.InvariantCulture, $"{(result.IsUp ? "up" : "down"),-5} {elapsed.TotalMilliseconds,8:0.0} ms");
        var warning = CertificateExpiry.Warning(result.CertificateExpires, service.CertificateWarningDays, now);
        var certificate = warning is null ? "" : $"; its certificate {warning}";
        return $"{row} {time}  {LogLineFormat.OneLine(result.Detail)}{server.CheckedAt}{certificate}";
    }

    /// <param name="said">Null if there is no agent.</param>
    private static string AgentText(CheckResult? said) => said switch
    {
        null => "",
        { Agent: { } answer } => $"; agent {answer.Text}",
        { } failure => $"; agent failed: {LogLineFormat.OneLine(failure.Detail)}",
    };

    private static string Json(VirtualService service, RealServer server, ProbeResult? probe, CheckResult? agent)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("virtual", service.CheckId);
            json.WriteString("real", server.EndPoint.ToString());
            json.WriteString("check", server.Check.Kind);
            json.WriteBoolean("up", probe?.Result.IsUp ?? false);
            if (probe is { } done)
                json.WriteNumber("ms", Math.Round(done.Elapsed.TotalMilliseconds, 1));
            else
                json.WriteNull("ms");
            json.WriteString("code", (probe?.Result.Code ?? StatusCode.Off).Name());
            json.WriteString("reason", probe is null ? "off" : $"{probe.Value.Result.Detail}{server.CheckedAt}");
            if (probe?.Result.CertificateExpires is { } expires)
                json.WriteString("certificateExpires", new DateTimeOffset(expires));
            else
                json.WriteNull("certificateExpires");
            if (agent is { } said)
            {
                json.WriteString("agent", said.Agent?.Text);
                json.WriteString("agentCode", said.Code.Name());
                json.WriteString("agentReason", said.Detail);
            }

            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
