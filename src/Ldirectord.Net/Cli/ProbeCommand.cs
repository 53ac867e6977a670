using System.Globalization;
using System.Text;
using System.Text.Json;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Director;
using Ldirectord.Platform;

namespace Ldirectord.Cli;

/// <summary>probe: runs every check of the file once, all at the same time, without a daemon; exit 0 all up, 1 not, 2 bad file.</summary>
internal static class ProbeCommand
{
    public static async Task<int> RunAsync(CommandContext run, TimeProvider time)
    {
        // As in the daemon, equal checks share one probe.
        var probes = (
            from service in run.Config.VirtualServices
            where !service.IsOff
            from server in service.RealServers
            select server.Check).Distinct().ToDictionary(check => check, check => ProbeAsync(check, time));
        var allUp = true;
        foreach (var service in run.Config.VirtualServices)
        {
            foreach (var server in service.RealServers)
            {
                Verdict? verdict = service.IsOff ? null : await probes[server.Check].ConfigureAwait(false);
                allUp &= verdict?.Result.IsUp ?? true;
                run.Out.WriteLine(run.Line.Json ? Json(service, server, verdict) : Text(service, server, verdict, time.GetUtcNow()));
            }
        }
        // The program of an external check may still run after its deadline.
        await ChildProcess.AllEndedAsync().ConfigureAwait(false);
        return allUp ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<Verdict> ProbeAsync(Check check, TimeProvider time)
    {
        var begun = time.GetTimestamp();
        var result = await CheckRunner.RunAsync(check, time, CancellationToken.None).ConfigureAwait(false);
        return new Verdict(result, time.GetElapsedTime(begun).TotalMilliseconds);
    }

    private static string Text(VirtualService service, RealServer server, Verdict? verdict, DateTimeOffset now)
    {
        var row = $"{service.CheckId,-28} {server.EndPoint,-24}";
        if (verdict is not { Result: var result, Milliseconds: var milliseconds })
            return $"{row} off";
        var time = string.Create(CultureInfo.InvariantCulture, $"{(result.IsUp ? "up" : "down"),-5} {milliseconds,8:0.0} ms");
        var warning = CertificateExpiry.Warning(result.CertificateExpires, service.CertificateWarningDays, now);
        var certificate = warning is null ? "" : $"; its certificate {warning}";
        return $"{row} {time}  {LogLineFormat.OneLine(result.Detail)}{certificate}";
    }

    private static string Json(VirtualService service, RealServer server, Verdict? verdict)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("virtual", service.CheckId);
            json.WriteString("real", server.EndPoint.ToString());
            json.WriteString("check", server.Check.Kind);
            json.WriteBoolean("up", verdict?.Result.IsUp ?? false);
            if (verdict is { } v)
                json.WriteNumber("ms", Math.Round(v.Milliseconds, 1));
            else
                json.WriteNull("ms");
            json.WriteString("code", (verdict?.Result.Code ?? StatusCode.Off).Name());
            json.WriteString("reason", verdict?.Result.Detail ?? "off");
            if (verdict?.Result.CertificateExpires is { } expires)
                json.WriteString("certificateExpires", new DateTimeOffset(expires));
            else
                json.WriteNull("certificateExpires");
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private readonly record struct Verdict(CheckResult Result, double Milliseconds);
}
