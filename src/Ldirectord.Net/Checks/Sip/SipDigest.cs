using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Ldirectord.Checks;

/// <summary>
/// Answers an authentication challenge (RFC 3261 section 22, RFC 7616, RFC 8760): MD5 or SHA-256, with qop=auth or without qop.
/// </summary>
[SuppressMessage("Security", "CA5351", Justification = "The protocol requires MD5.")]
internal static partial class SipDigest
{
    /// <param name="nonce">The client's nonce: cnonce.</param>
    /// <returns>The header field with CRLF; null if the response is not 401 or 407, or offers no supported algorithm.</returns>
    public static string? Answer(SipMessage refusal, SipRequest request, string user, string password, string nonce)
    {
        if (refusal.Status is not (401 or 407))
            return null;
        var name = refusal.Status == 407 ? "Proxy-Authorization" : "Authorization";
        var answers = refusal.Challenges.Select(challenge => Answer(challenge, request, user, password, nonce));
        return answers.FirstOrDefault(value => value is not null) is { } value
            ? $"{name}: {value}\r\n"
            : null;
    }

    private static string? Answer(string challenge, SipRequest request, string user, string password, string nonce)
    {
        if (!challenge.StartsWith("Digest ", StringComparison.OrdinalIgnoreCase))
            return null;
        var fields = Field().Matches(challenge[7..]).DistinctBy(match => match.Groups[1].Value.ToUpperInvariant())
            .ToDictionary(
                match => match.Groups[1].Value.ToUpperInvariant(),
                match => match.Groups[2].Success ? match.Groups[2].Value : match.Groups[3].Value);
        var algorithm = fields.GetValueOrDefault("ALGORITHM", "MD5");
        var qop = fields.TryGetValue("QOP", out var offered);
        if (!fields.TryGetValue("REALM", out var realm) || !fields.TryGetValue("NONCE", out var theirs)
            || algorithm.ToUpperInvariant() is not ("MD5" or "SHA-256")
            || (qop && !offered!.Split(',').Any(word => word.Trim().Equals("auth", StringComparison.OrdinalIgnoreCase))))
            return null;
        var secret = Hash($"{user}:{realm}:{password}");
        var asked = Hash($"{SipRequest.Method}:{request.Uri}");
        var response = Hash(qop ? $"{secret}:{theirs}:00000001:{nonce}:auth:{asked}" : $"{secret}:{theirs}:{asked}");
        return $"Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{theirs}\", uri=\"{request.Uri}\""
            + $", response=\"{response}\", algorithm={algorithm}"
            + (qop ? $", qop=auth, nc=00000001, cnonce=\"{nonce}\"" : "")
            + (fields.TryGetValue("OPAQUE", out var opaque) ? $", opaque=\"{opaque}\"" : "");

        string Hash(string text)
        {
            var bytes = Encoding.Latin1.GetBytes(text);
            return Convert.ToHexStringLower(
                algorithm.Equals("MD5", StringComparison.OrdinalIgnoreCase) ? MD5.HashData(bytes) : SHA256.HashData(bytes));
        }
    }

    [GeneratedRegex("""(?<![\w-])([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Field();
}
