using System.Globalization;
using System.Text;
using System.Text.Json;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Platform;

namespace Ldirectord.Cli;

/// <summary>probe: runs every check of the file once, all at the same time, without a daemon; exit 0 all up, 1 not, 2 bad file.</summary>
internal static class ProbeCommand
{
    public static async Task<int> RunAsync(CommandContext run, TimeProvider time)
    {
        var runner = new ViaProbes(time, InterfaceSettings.Read);
        using var marks = ProbeMarks.Write(run.Config, runner, time);
        // As in the daemon, equal checks share one probe.
        var probes = (
            from service in run.Config.VirtualServices
            where !service.IsOff
            from server in service.RealServers
            select server.Check).Distinct()
                .ToDictionary(check => check, check => runner.RunAsync(check, check, CancellationToken.None).AsTask());
        var allUp = true;
        foreach (var service in run.Config.VirtualServices)
        {
            foreach (var server in service.RealServers)
            {
                ProbeResult? probe = service.IsOff ? null : await probes[server.Check].ConfigureAwait(false);
                allUp &= probe?.Result.IsUp ?? true;
                run.Out.WriteLine(run.Line.Json ? Json(service, server, probe) : Text(service, server, probe, time.GetUtcNow()));
            }
        }
        // The program of an external check may still run after its deadline.
        await ChildProcess.AllEndedAsync().ConfigureAwait(false);
        return allUp ? ExitCode.Ok : ExitCode.Failed;
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

    private static string Json(VirtualService service, RealServer server, ProbeResult? probe)
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
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
