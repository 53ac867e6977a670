using System.Globalization;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>The status line and header fields of an HTTP/1 answer that a check needs (RFC 9112 sections 4 to 6).</summary>
/// <param name="Status">100 to 999.</param>
/// <param name="Location">The target of a redirect; null if the field is missing.</param>
/// <param name="Length">Content-Length; null if missing: the body then ends with the connection.</param>
internal sealed record HttpResponseHead(int Status, string Reason, string? Location, long? Length, bool Chunked)
{
    /// <summary>Longest header in KB: status line and fields, interim answers included.</summary>
    public const int MaxKilobytes = 64;

    /// <summary>Blanks (RFC 9110 section 5.6.3), and stray carriage returns.</summary>
    private static ReadOnlySpan<byte> Blanks => " \t\r\v\f"u8;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>No body follows, whatever the fields say (RFC 9112 section 6.3).</summary>
    public bool IsBodiless => Status is < 200 or 204 or 304;

    public bool IsRedirect => Status is 301 or 302 or 303 or 307 or 308;

    /// <summary>1xx: the final answer follows (RFC 9110 section 15.2); not so after a change of protocol.</summary>
    private static bool IsInterim(int status) => status is 100 or (> 101 and < 200);

    // Nearly every answer says the same: no new string for each.
    public override string ToString() => (Status, Reason) is (200, "OK") ? "HTTP 200 OK" : $"HTTP {Status} {Reason}".TrimEnd();

    /// <summary>Reads an answer's head, passing over interim ones.</summary>
    /// <param name="request">The request; credentials in its URL, should the server repeat them, appear in no sentence.</param>
    public static async ValueTask<HttpResponseHead> ReadAsync(ReceiveBuffer incoming, HttpRequest request)
    {
        incoming.Limit(MaxKilobytes, "of header");
        var missing = "connected, but the connection was closed before an answer";
        while (true)
        {
            var (status, reason) = ParseStatus(Line(await incoming.ReadLineAsync().ConfigureAwait(false), missing).Span, request);
            missing = "the connection was closed in the middle of the header";
            var fields = default(Fields);
            while (Line(await incoming.ReadLineAsync().ConfigureAwait(false), missing) is { IsEmpty: false } line)
                fields.Add(line.Span, request);
            if (IsInterim(status))
                continue;
            incoming.EndLimit();
            return new HttpResponseHead(status, reason, fields.Location, fields.Length, fields.IsChunked);
        }
    }

    private static ReadOnlyMemory<byte> Line(ReadOnlyMemory<byte>? line, string missing) =>
        line ?? throw new IoFailureException(IoFailure.Broken, missing);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>"HTTP/1.1 200 OK"; the reason may be missing, and so may the blank before it.</summary>
    private static (int Status, string Reason) ParseStatus(ReadOnlySpan<byte> line, HttpRequest request)
    {
        var blank = line.IndexOf((byte)' ');
        var rest = blank < 0 ? [] : line[blank..].Trim((byte)' ');
        if (!line.StartsWith("HTTP/1."u8) || rest.Length < 3 || (rest.Length > 3 && rest[3] != ' ')
            || !int.TryParse(rest[..3], NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status < 100)
        {
            throw new IoFailureException(
                IoFailure.Malformed, $"the answer is not HTTP: it begins with {ServerText.Quoted(request.WithoutSecrets(Text(line)))}");
        }

        var reason = rest[3..].Trim(Blanks);
        return (status, reason.SequenceEqual("OK"u8) ? "OK" : ServerText.Line(request.WithoutSecrets(Text(reason))));
    }

    /// <summary>Header fields, as they come. Most do not matter to a check: they are compared as bytes, and no string is made.</summary>
    private struct Fields
    {
        public string? Location { get; private set; }

        public long? Length { get; private set; }

        public bool IsChunked { get; private set; }

        public void Add(ReadOnlySpan<byte> line, HttpRequest request)
        {
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[0] is (byte)' ' or (byte)'\t')
                return; // a continuation line, or not a field
            var name = line[..colon].Trim(Blanks);
            var value = line[(colon + 1)..].Trim(Blanks);
            if (Ascii.EqualsIgnoreCase(name, "Location"u8))
                Location = HttpRequest.UrlOf(Text(value));
            else if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
                Length = ParseLength(value, request);
            else if (Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8))
                IsChunked = Text(value).EndsWith("chunked", StringComparison.OrdinalIgnoreCase);
        }

        private readonly long ParseLength(ReadOnlySpan<byte> value, HttpRequest request)
        {
            if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || (Length is { } earlier && earlier != length))
            {
                throw new IoFailureException(
                    IoFailure.Malformed, $"the Content-Length of the answer makes no "
                    + $"sense: {ServerText.Quoted(request.WithoutSecrets(Text(value)))}");
            }

            return length;
        }
    }
}
