using System.Globalization;
using System.Text;

namespace Ldirectord.Import;

/// <summary>UDP_CHECK: a datagram, and the answer that is wanted, both in hexadecimal digits.</summary>
internal static class UdpChecker
{
    /// <summary>Bytes of the longest answer without max_reply_length.</summary>
    private const int LongestReply = 255;

    public static void Translate(CheckDraft draft, KeepalivedStatement checker, Settings settings)
    {
        var reply = settings.Find("require_reply");
        var payload = settings.Find("payload");
        var (least, most) = (settings.Number(0, "min_reply_length"), settings.Number(LongestReply, "max_reply_length"));
        if (reply is null)
        {
            draft.Add("checktype", "ping", checker.From, "UDP_CHECK without require_reply fails by ICMP errors alone");
            draft.Loss(
                checker, "no check listens for ICMP errors of a port: a ping sees the host; require_reply asks the service");
            return;
        }

        draft.Add("service", "simpleudp", checker.From, "UDP_CHECK with require_reply wants an answer");
        var bytes = Digits(payload);
        if (bytes is null)
            draft.Loss(payload ?? checker, "expected hexadecimal digits; random bytes are not sent");
        draft.Request = new CfLine(
            CfLineKind.Directive, (payload ?? checker).From, string.Concat((bytes ?? ["00"]).Select(pair => $@"\x{pair}")),
            "payload, byte by byte");
        var pattern = new StringBuilder(@"\A");
        if (least.Number > 0 || most.Number < LongestReply)
            pattern.Append(CultureInfo.InvariantCulture, $@"(?=(?s:.{{{least.Number},{most.Number}}})\z)");
        foreach (var pair in Digits(reply) ?? [])
            pattern.Append(Byte(pair));
        draft.Receive = new CfLine(CfLineKind.Directive, reply.From, pattern.ToString(), "require_reply, byte by byte; X is any digit");
    }

    /// <summary>Pairs of digits; a digit between blanks is a byte of its own. Null if there are none, or others.</summary>
    private static List<string>? Digits(KeepalivedStatement? statement)
    {
        var pairs = new List<string>();
        foreach (var word in statement?.Words.Skip(1).SelectMany(word => word.Split(' ', StringSplitOptions.RemoveEmptyEntries)) ?? [])
        {
            if (!word.All(c => char.IsAsciiHexDigit(c) || c is 'x' or 'X'))
                return null;
            var padded = word.Length % 2 == 0 ? word : $"{word[..^1]}0{word[^1]}";
            pairs.AddRange(padded.ToUpperInvariant().Chunk(2).Select(pair => new string(pair)));
        }

        return pairs.Count == 0 ? null : pairs;
    }

    /// <summary>A byte of a pattern: X stands for each value of half a byte.</summary>
    private static string Byte(string pair)
    {
        var (high, low) = (pair[0], pair[1]);
        if (high != 'X' && low != 'X')
            return $@"\x{pair}";
        if (high != 'X')
            return $@"[\x{high}0-\x{high}F]";
        return low == 'X' ? "(?s:.)" : $"[{string.Concat("0123456789ABCDEF".Select(digit => $@"\x{digit}{low}"))}]";
    }
}
