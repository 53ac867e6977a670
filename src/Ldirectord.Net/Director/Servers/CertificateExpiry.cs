using System.Globalization;
using Ldirectord.Networking;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>Warns of certificates that expire soon or have expired: once a day for each server, and anew when it shows another one.</summary>
internal static class CertificateExpiry
{
    /// <summary>"expires in 9 days (2026-11-30)", or "expired 9 days ago (2026-11-12)"; null if there is nothing to warn of.</summary>
    /// <param name="expires">UTC; null: no certificate was shown.</param>
    /// <param name="days">certwarndays; 0: never.</param>
    public static string? Warning(DateTime? expires, int days, DateTimeOffset now)
    {
        if (expires is not { } end || days == 0)
            return null;
        var left = end - now.UtcDateTime;
        return left > TimeSpan.FromDays(days) ? null
            : left > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"expires in {CertificateValidation.InWords(left)} ({end:yyyy-MM-dd})")
            : string.Create(CultureInfo.InvariantCulture, $"expired {CertificateValidation.InWords(-left)} ago ({end:yyyy-MM-dd})");
    }

    /// <summary>Looks at what is known of a server's certificate after a verdict.</summary>
    public static void Look(TrackedServer server, ILogger log, DateTimeOffset now)
    {
        var warning = Warning(server.CertificateExpires, server.Service.CertificateWarningDays, now);
        (DateTime, DateTime)? seen = warning is null ? null : (server.CertificateExpires!.Value, now.UtcDateTime.Date);
        if (warning is not null && seen != server.CertificateWarned)
            DirectorLogMessages.CertificateWarning(log, server.Name, server.ServiceName, warning);
        server.CertificateWarned = seen;
    }
}
