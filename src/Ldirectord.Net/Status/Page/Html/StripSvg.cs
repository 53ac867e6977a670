using System.Globalization;
using System.Text;

namespace Ldirectord.Status;

/// <summary>
/// The last hundred checks, oldest first: a low line where they passed, a full block where they failed, a gap where nothing is known.
/// </summary>
internal static class StripSvg
{
    public const int Checks = 100;

    public static void Write(HtmlWriter html, string strip)
    {
        if (strip.Length == 0)
        {
            html.Element("span", "–", ("class", "none"));
            return;
        }

        var shown = strip.Length > Checks ? strip[^Checks..] : strip;
        html.Open("svg",
                ("class", "strip"), ("viewBox", "0 0 100 10"), ("preserveAspectRatio", "none"), ("role", "img"),
                ("aria-label", Words(shown)));
        if (Path(shown, '+', 7) is { Length: > 0 } passed)
            html.Open("path", ("class", "passed"), ("d", passed)).Close();
        if (Path(shown, '-', 0) is { Length: > 0 } failed)
            html.Open("path", ("class", "failed"), ("d", failed)).Close();
        html.Close();
    }

    /// <summary>"100 checks: 97 passed, 2 failed, 1 unknown".</summary>
    public static string Words(string strip)
    {
        var passed = strip.Count(check => check == '+');
        var failed = strip.Count(check => check == '-');
        var words = string.Create(CultureInfo.InvariantCulture, $"{strip.Length} checks: {passed} passed, {failed} failed");
        return passed + failed == strip.Length
            ? words
            : string.Create(CultureInfo.InvariantCulture, $"{words}, {strip.Length - passed - failed} unknown");
    }

    /// <summary>A rectangle for each run of checks of one kind; the newest check is at the right edge.</summary>
    private static string Path(string strip, char kind, int top)
    {
        var path = new StringBuilder();
        var left = Checks - strip.Length;
        for (var i = 0; i < strip.Length;)
        {
            var end = i;
            while (end < strip.Length && strip[end] == strip[i])
                end++;
            if (strip[i] == kind)
                path.Append(CultureInfo.InvariantCulture, $"M{left + i} {top}h{end - i}V10h-{end - i}z");
            i = end;
        }

        return path.ToString();
    }
}
