using System.Globalization;
using System.Text.Json;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>An event as a line, safe for a terminal: "2026-11-29 02:53:20  down  tcp:10.0.0.1:80 10.0.0.2:80: refused".</summary>
internal static class EventText
{
    private const int KindWidth = 14;

    /// <summary>The kind as JSON has it, padded.</summary>
    public static string Kind(EventReport one) => JsonNamingPolicy.SnakeCaseLower.ConvertName(one.Kind.ToString()).PadRight(KindWidth);

    public static string Line(EventReport one)
    {
        var time = one.At.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var what = string.Join(' ', new[] { one.Virtual, one.Real }.OfType<string>());
        return $"{time}  {Kind(one)}  {Printable.Of(what)}{(what.Length > 0 ? ": " : "")}{Printable.Of(one.Message ?? "")}";
    }
}
