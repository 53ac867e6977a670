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
    private bool IsInterim => Status is 100 or (> 101 and < 200);

    public override string ToString() => $"HTTP {Status} {Reason}".TrimEnd();

    /// <summary>Reads an answer's head, passing over interim ones.</summary>
    /// <param name="request">The request; credentials in its URL, should the server repeat them, appear in no sentence.</param>
    public static async ValueTask<HttpResponseHead> ReadAsync(ReceiveBuffer incoming, HttpRequest request)
    {
        incoming.Limit(MaxKilobytes, "of header");
        var missing = "connected, but the connection was closed before an answer";
        while (true)
        {
            var first = Text(Line(await incoming.ReadLineAsync().ConfigureAwait(false), missing).Span);
            missing = "the connection was closed in the middle of the header";
            if (!TryParseStatus(first, out var status, out var reason))
            {
                throw new IoFailureException(
                    IoFailure.Malformed, $"the answer is not HTTP: it begins with {ServerText.Quoted(request.WithoutSecrets(first))}");
            }

            var head = new HttpResponseHead(status, ServerText.Line(request.WithoutSecrets(reason)), null, null, false);
            while (Line(await incoming.ReadLineAsync().ConfigureAwait(false), missing) is { IsEmpty: false } line)
                head = head.With(line.Span, request);
            if (head.IsInterim)
                continue;
            incoming.EndLimit();
            return head;
        }
    }

    private static ReadOnlyMemory<byte> Line(ReadOnlyMemory<byte>? line, string missing) =>
        line ?? throw new IoFailureException(IoFailure.Broken, missing);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>"HTTP/1.1 200 OK"; the reason may be missing, and so may the blank before it.</summary>
    private static bool TryParseStatus(string line, out int status, out string reason)
    {
        (status, reason) = (0, "");
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        if (!line.StartsWith("HTTP/1.", StringComparison.Ordinal) || blank < 0)
            return false;
        var rest = line.AsSpan(blank).Trim(' ');
        if (rest.Length < 3 || (rest.Length > 3 && rest[3] != ' ')
            || !int.TryParse(rest[..3], NumberStyles.None, CultureInfo.InvariantCulture, out status) || status < 100)
            return false;
        reason = rest[3..].Trim().ToString();
        return true;
    }

    // Most fields do not matter to a check: they are compared as bytes, without making strings of them.
    private HttpResponseHead With(ReadOnlySpan<byte> line, HttpRequest request)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[0] is (byte)' ' or (byte)'\t')
            return this; // a continuation line, or not a field
        var name = line[..colon].Trim(Blanks);
        var value = line[(colon + 1)..].Trim(Blanks);
        if (Ascii.EqualsIgnoreCase(name, "Location"u8))
            return this with { Location = HttpRequest.UrlOf(Text(value)) };
        if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
            return this with { Length = ParseLength(Text(value), request) };
        return Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8)
            ? this with { Chunked = Text(value).EndsWith("chunked", StringComparison.OrdinalIgnoreCase) }
            : this;
    }

    private long ParseLength(string value, HttpRequest request)
    {
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || (Length is { } earlier && earlier != length))
        {
            throw new IoFailureException(
                IoFailure.Malformed, $"the Content-Length of the answer makes no "
                + $"sense: {ServerText.Quoted(request.WithoutSecrets(value))}");
        }

        return length;
    }
}
