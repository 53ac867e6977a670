using System.Globalization;

namespace Ldirectord.Status;

/// <summary>Times, durations and quantities as the page writes them. page.js has the same rules under the same names.</summary>
internal static class Spans
{
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>"42s", "3m12s", "2h05m", "4d03h", "83d".</summary>
    public static string Of(TimeSpan span) => span.TotalDays >= 10
        ? string.Create(CultureInfo.InvariantCulture, $"{span.Days}d")
        : StatusTable.Span(span);

    /// <summary>"14:03", or with its day if that is another one: "3 Dec 14:03". All times are in UTC.</summary>
    public static string Clock(DateTimeOffset at, DateTimeOffset now) => at.UtcDateTime.ToString(
        at.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm" : "d MMM HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"14:03:22", or "3 Dec 14:03:22".</summary>
    public static string ClockWithSeconds(DateTimeOffset at, DateTimeOffset now) =>
        Clock(at, now) + at.UtcDateTime.ToString(":ss", CultureInfo.InvariantCulture);

    /// <summary>"2026-11-29 14:03:22 UTC".</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>For machines: the attribute datetime.</summary>
    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>"0.8 ms", "23 ms", "1.5 s".</summary>
    public static string Milliseconds(double ms) => ms switch
    {
        < 10 => ms.ToString("0.0", CultureInfo.InvariantCulture) + " ms",
        < 1000 => ms.ToString("0", CultureInfo.InvariantCulture) + " ms",
        _ => (ms / 1000).ToString("0.0", CultureInfo.InvariantCulture) + " s",
    };

    /// <summary>"12,345".</summary>
    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>"412", "4.2": connections per second.</summary>
    public static string Rate(double rate) => rate >= 10 || rate == 0
        ? Count((long)Math.Round(rate))
        : rate.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>"3.1 GB", in powers of 1000.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        for (; bytes >= 999.5 && unit < s_units.Length - 1; unit++)
            bytes /= 1000;
        return bytes.ToString(bytes < 10 && unit > 0 ? "0.0" : "0", CultureInfo.InvariantCulture) + " " + s_units[unit];
    }
}
