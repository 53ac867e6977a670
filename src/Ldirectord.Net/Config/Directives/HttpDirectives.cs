using System.Globalization;
using Ldirectord.Checks;

namespace Ldirectord.Config;

/// <summary>The directives of a virtual section about http, https and http_proxy: request, status, redirects. Most are ours.</summary>
internal sealed class HttpDirectives
{
    private const string Punctuation = "!#$%&'*+-.^_`|~";

    public HttpSettings Settings { get; private set; } = HttpSettings.Default;

    /// <summary>Whether a directive is set that the original does not know.</summary>
    public bool HasOurs => Settings with { Method = HttpSettings.Default.Method } != HttpSettings.Default;

    /// <summary>virtualhost; null if not set.</summary>
    public string? VirtualHost { get; private set; }

    /// <returns>Whether the line is one of these directives.</returns>
    public bool TryBind(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "httpmethod":
                BindMethod(line);
                return true;
            case "virtualhost":
                VirtualHost = ValueSyntax.OptionallyQuoted(line.Text) is { Length: > 0 } host ? host : null;
                return true;
            case "httpheader":
                BindHeader(line);
                break;
            case "httpstatus":
                BindStatus(line);
                break;
            case "httpversion":
                BindVersion(line);
                break;
            case "redirects":
                BindRedirects(line);
                break;
            case "receivedigest":
                BindDigest(line);
                break;
            default:
                return false;
        }

        line.IsOurs();
        return true;
    }

    private void BindMethod(DirectiveReader line)
    {
        string method = ValueSyntax.FirstRun(line.Text, ValueSyntax.IsWordCharacter).ToUpperInvariant();
        if (method is "GET" or "HEAD")
            Settings = Settings with { Method = method };
        else
            line.Error($"invalid httpmethod \"{DirectiveReader.Shorten(line.Text)}\": expected GET or HEAD");
    }

    /// <summary>Each httpheader line adds a field. Its value may be a secret, so no message shows it.</summary>
    private void BindHeader(DirectiveReader line)
    {
        if (line.QuotedNotEmpty() is not { } field)
            return;
        int colon = field.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? "" : field[..colon];
        string value = field[(colon + 1)..].Trim(' ', '\t');
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || Punctuation.Contains(c, StringComparison.Ordinal)))
            line.Error("invalid httpheader: expected \"Name: value\", with a name of letters, digits and hyphens");
        else if (value.Length == 0 || value.Any(c => c is (< ' ' and not '\t') or '\x7F'))
            line.Error($"invalid httpheader {DirectiveReader.Shorten(name)}: expected a value without control characters after the colon");
        else if (name.ToUpperInvariant() is "CONNECTION" or "CONTENT-LENGTH" or "TRANSFER-ENCODING")
            line.Error($"invalid httpheader {name}: requests have no body, and the connection is closed after each; expected another name");
        else
            Settings = Settings with { Fields = $"{Settings.Fields}{name}: {value}\r\n" };
    }

    private void BindStatus(DirectiveReader line)
    {
        string[][] ranges = [.. line.Text.Split(',').Select(Codes)];
        if (ranges.All(IsRange))
            Settings = Settings with { Status = string.Join(',', ranges.Select(range => string.Join('-', range))) };
        else
        {
            line.Error($"invalid httpstatus \"{DirectiveReader.Shorten(line.Text)}\": "
                + "expected codes and ranges of 100..599, as in 200-299,401");
        }
    }

    private static string[] Codes(string range) => [.. range.Split('-').Select(code => code.Trim(ValueSyntax.Blanks))];

    private static bool IsRange(string[] range)
    {
        int[] codes = [.. range.Select(Code)];
        return codes.Length <= 2 && codes[0] <= codes[^1] && codes.All(code => code is >= 100 and <= 599);

        static int Code(string text) =>
            text.Length == 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : 0;
    }

    private void BindVersion(DirectiveReader line)
    {
        if (line.Text is "1.0" or "1.1")
            Settings = Settings with { Version = line.Text };
        else
            line.Error($"invalid httpversion \"{DirectiveReader.Shorten(line.Text)}\": expected 1.0 or 1.1");
    }

    private void BindDigest(DirectiveReader line)
    {
        if (BodyDigest.Parse(ValueSyntax.OptionallyQuoted(line.Text)) is { } digest)
            Settings = Settings with { Digest = digest };
        else
        {
            line.Error($"invalid receivedigest \"{DirectiveReader.Shorten(line.Text)}\": "
                + "expected sha256: and 64 hexadecimal digits, or md5: and 32");
        }
    }

    private void BindRedirects(DirectiveReader line)
    {
        Redirects? redirects = line.Text switch
        {
            "follow" => Redirects.Follow,
            "same" => Redirects.Same,
            "none" => Redirects.None,
            _ => null,
        };
        if (redirects is { } known)
            Settings = Settings with { Redirects = known };
        else
            line.Error($"invalid redirects \"{DirectiveReader.Shorten(line.Text)}\": expected follow, same or none");
    }
}
