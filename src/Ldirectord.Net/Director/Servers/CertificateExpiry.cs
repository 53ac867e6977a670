using System.Globalization;
using Ldirectord.Networking;

namespace Ldirectord.Director;

/// <summary>certwarndays: when a certificate is warned of, and in which words.</summary>
internal static class CertificateExpiry
{
    /// <summary>"expires in 9 days (2026-11-30)", or "expired 9 days ago (2026-11-12)"; null if there is nothing to warn of.</summary>
    /// <param name="expires">UTC; null if no certificate was shown.</param>
    /// <param name="days">certwarndays; 0: never.</param>
    public static string? Warning(DateTime? expires, int days, DateTimeOffset now)
    {
        if (expires is not { } end || days == 0)
            return null;
        var left = end - now.UtcDateTime;
        if (left > TimeSpan.FromDays(days))
            return null;
        var sentence = left > TimeSpan.Zero
            ? $"expires in {CertificateValidation.InWords(left)}"
            : $"expired {CertificateValidation.InWords(-left)} ago";
        return string.Create(CultureInfo.InvariantCulture, $"{sentence} ({end:yyyy-MM-dd})");
    }
}
