using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Ldirectord.Status;

/// <summary>The body of an error (RFC 9457): {"type":"about:blank","status":404,"title":"…","detail":"…"}.</summary>
internal static class JsonProblem
{
    public static byte[] Bytes(int status, string detail)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteNumber("status", status);
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
            json.WriteString("detail", detail);
            json.WriteEndObject();
        }

        return text.ToArray();
    }
}
