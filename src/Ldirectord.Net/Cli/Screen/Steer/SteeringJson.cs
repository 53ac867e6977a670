using System.Text.Json;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>An order as the daemon's resources take it, and their answer.</summary>
internal static class SteeringJson
{
    // "10.0.0.2:80 tcp:10.0.0.1:80 is up"
    private static readonly string[] s_shown = ["real", "virtual", "sentence"];

    /// <param name="who">Who sudo says asks; null without.</param>
    public static byte[] Of(SteeringOrder order, string? who)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("server", order.Server);
            Write(json, "virtual", order.Virtual);
            Write(json, "reason", order.Reason);
            Write(json, "until", order.Until);
            Write(json, "weight", order.Weight);
            if (order.IsHard)
                json.WriteBoolean("hard", true);
            if (order.IsForced)
                json.WriteBoolean("force", true);
            Write(json, "who", string.IsNullOrEmpty(who) ? null : who);
            json.WriteEndObject();
        }

        return text.ToArray();
    }

    /// <summary>What the daemon says of the servers, as one line.</summary>
    public static string Sentence(ReadOnlySpan<byte> answer)
    {
        try
        {
            var reader = new Utf8JsonReader(answer);
            using var json = JsonDocument.ParseValue(ref reader);
            var sentences = json.RootElement.GetProperty("servers").EnumerateArray()
                .Select(server => string.Join(' ', s_shown.Select(name => server.GetProperty(name).GetString()))).ToList();
            return Printable.Of(string.Join("; ", sentences), 500);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "Done";
        }
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
