using System.Text;
using System.Text.Json;
using Ldirectord.Doctor;

namespace Ldirectord.Cli;

/// <summary>What the doctor found as one JSON object.</summary>
internal static class DoctorJson
{
    public static string Of(IEnumerable<Diagnosed> found)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteStartArray("findings");
            foreach (var (id, finding) in found)
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WriteString("level", DoctorText.Word(finding.Level));
                json.WriteString("subject", finding.Subject);
                json.WriteString("sentence", finding.Sentence);
                json.WriteString("command", finding.Remedy);
                json.WriteString("on", finding.RemedyAt?.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }
}
