using System.Globalization;
using System.Net;
using System.Text;

namespace Ldirectord.Checks;

/// <summary>An OPTIONS request (RFC 3261 sections 8.1.1 and 11.1).</summary>
/// <param name="Address">The From and To address: user@host.</param>
/// <param name="Transport">UDP or TCP.</param>
/// <param name="Local">The address for the answer.</param>
/// <param name="CallId">Identifies the request together with <paramref name="Number"/>.</param>
internal sealed record SipRequest(string Address, string Transport, IPEndPoint Local, string CallId, int Number)
{
    public const string Method = "OPTIONS";

    public string Uri => $"sip:{Address}";

    /// <param name="authorization">A header field with its name, or empty.</param>
    public byte[] ToBytes(string authorization = "") => Encoding.Latin1.GetBytes(
        $"{Method} {Uri} SIP/2.0\r\n" +
        $"Via: SIP/2.0/{Transport} {new IPEndPoint(new IPAddress(Local.Address.GetAddressBytes()), Local.Port)}" +
        $";rport;branch=z9hG4bK{CallId}{Number}\r\n" +
        "Max-Forwards: 70\r\n" +
        $"To: <{Uri}>\r\n" +
        $"From: <{Uri}>;tag={CallId[..8]}\r\n" +
        $"Call-ID: {CallId}\r\n" +
        $"CSeq: {Number} {Method}\r\n" +
        $"Contact: <{Uri}>\r\n" +
        "Accept: application/sdp\r\n" +
        authorization +
        "Content-Length: 0\r\n\r\n");
}

/// <summary>What a check needs of a SIP message (RFC 3261 section 7).</summary>
/// <param name="StartLine">SIP/2.0 200 OK.</param>
/// <param name="Status">100 to 699; 0 if the message is not an answer but a request.</param>
/// <param name="BodyLength">Content-Length in bytes; 0 if missing.</param>
/// <param name="Challenges">WWW-Authenticate and Proxy-Authenticate.</param>
internal sealed record SipMessage(
    string StartLine, int Status, string CallId, string Sequence, int BodyLength, IReadOnlyList<string> Challenges)
{
    /// <summary>Whether the message is an answer.</summary>
    public bool IsAnswer => Status != 0;

    public bool IsProvisional => Status is > 0 and < 200;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The answer asks for a login (sections 21.4.2 and 21.4.8).</summary>
    public bool WantsLogin => Status is 401 or 407;

    /// <summary>Of the head's lines, without their ends: start line and fields, short names of fields included (section 7.3.3).</summary>
    public static SipMessage Parse(IEnumerable<string> head)
    {
        var message = new SipMessage("", 0, "", "", 0, []);
        foreach (var line in Unfolded(head))
        {
            if (message.StartLine.Length == 0)
                message = message with { StartLine = line, Status = StatusOf(line) };
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
                message = message.With(line[..colon].Trim().ToUpperInvariant(), line[(colon + 1)..].Trim());
        }

        return message;
    }

    /// <summary>Whether the message answers this request.</summary>
    public bool IsTo(SipRequest request) =>
        IsAnswer && CallId == request.CallId
        && Sequence.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [var number, SipRequest.Method]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed == request.Number;

    /// <summary>Joins continuation lines, which begin with a blank (section 7.3.1).</summary>
    private static IEnumerable<string> Unfolded(IEnumerable<string> head)
    {
        var whole = new StringBuilder();
        foreach (var line in head)
        {
            if (line is not [' ' or '\t', ..] && whole.Length > 0)
            {
                yield return whole.ToString();
                whole.Clear();
            }

            whole.Append(line);
        }

        if (whole.Length > 0)
            yield return whole.ToString();
    }

    private static int StatusOf(string line) =>
        line.StartsWith("SIP/2.0 ", StringComparison.OrdinalIgnoreCase) && line.Length >= 11 && (line.Length == 11 || line[11] == ' ')
        && int.TryParse(line.AsSpan(8, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and < 700
            ? status
            : 0;

    private SipMessage With(string name, string value) => name switch
    {
        "CALL-ID" or "I" => this with { CallId = value },
        "CSEQ" => this with { Sequence = value },
        "CONTENT-LENGTH" or "L" => this with
        {
            BodyLength = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : int.MaxValue,
        },
        "WWW-AUTHENTICATE" or "PROXY-AUTHENTICATE" => this with { Challenges = [.. Challenges, value] },
        _ => this,
    };
}
