using System.Globalization;

namespace Ldirectord.Text;

/// <summary>A time in the format of ctime(3): local time, the day padded with a blank, "Fri Nov 20 09:18:31 2026".</summary>
internal static class Ctime
{
    public static string Of(DateTimeOffset local) =>
        string.Create(CultureInfo.InvariantCulture, $"{local:ddd MMM} {local.Day,2} {local:HH:mm:ss yyyy}");
}
