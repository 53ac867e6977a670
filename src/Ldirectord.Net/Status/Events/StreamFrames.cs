using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ldirectord.Status;

/// <summary>Frames of a stream (text/event-stream of the HTML standard); the data is JSON, which is one line.</summary>
internal static class StreamFrames
{
    /// <summary>A comment, which keeps a silent connection open.</summary>
    public static byte[] Comment { get; } = ": still here\n\n"u8.ToArray();

    /// <summary>How long a client waits, in milliseconds, before it connects again.</summary>
    public static byte[] Retry { get; } = "retry: 1000\n\n"u8.ToArray();

    public static byte[] Status(StatusReport report) => Of("status", report.LastEvent, report.ToJson());

    public static byte[] Change(ChangeReport change) =>
        Of("change", null, JsonSerializer.SerializeToUtf8Bytes(change, ReportJson.Default.ChangeReport));

    public static byte[] Event(EventReport one) =>
        Of("event", one.Id, JsonSerializer.SerializeToUtf8Bytes(one, ReportJson.Default.EventReport));

    /// <summary>Events that the viewer has not seen are not kept any more.</summary>
    /// <param name="first">Number of the oldest that is kept.</param>
    public static byte[] Lost(long first) =>
        Of("lost", null, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"first\":{first}}}")));

    private static byte[] Of(string name, long? id, byte[] data)
    {
        var number = id is null ? "" : string.Create(CultureInfo.InvariantCulture, $"id: {id}\n");
        return [.. Encoding.ASCII.GetBytes($"{number}event: {name}\ndata: "), .. data, (byte)'\n', (byte)'\n'];
    }
}
