using System.Globalization;
using System.Text;

namespace Ldirectord.Checks;

/// <summary>Which redirects are followed.</summary>
internal enum Redirects
{
    Follow,

    /// <summary>Only redirects to the same host.</summary>
    Same,

    /// <summary>None: a redirect is treated like any other answer.</summary>
    None,
}

/// <summary>HTTP settings that http, https and http_proxy share.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Version">1.0 or 1.1.</param>
/// <param name="Fields">Header fields of httpheader as they are sent, each with CRLF. A value may be a secret.</param>
/// <param name="Status">Good statuses: "200-299,401".</param>
/// <param name="Digest">receivedigest: "sha256:…" or "md5:…" of the whole body; empty for any body.</param>
internal sealed record HttpSettings(
    string Method = "GET",
    string Version = "1.1",
    Redirects Redirects = Redirects.Follow,
    string Fields = "",
    string Status = HttpSettings.Success,
    string Digest = "")
{
    private const string Success = "200-299";

    public static HttpSettings Default { get; } = new();

    /// <summary>Whether httpstatus is set to something else than the default.</summary>
    public bool HasOwnStatus => Status != Success;

    public bool IsGood(int status)
    {
        foreach (var part in Status.AsSpan().Split(','))
        {
            var range = Status.AsSpan(part);
            if (status >= Number(range[..3]) && status <= Number(range[^3..]))
                return true;
        }

        return false;
    }

    /// <summary>The last value of a field; null if the field is not set.</summary>
    public string? Field(string name) => Fields.Length == 0
        ? null
        : Named().LastOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The values of all fields but Host and User-Agent: a server may repeat them, and results must not show them.</summary>
    public IEnumerable<string> Secrets() =>
        from field in Named()
        where !field.Name.Equals("Host", StringComparison.OrdinalIgnoreCase)
            && !field.Name.Equals("User-Agent", StringComparison.OrdinalIgnoreCase)
        from secret in HttpSecrets.Of(field.Value)
        select secret;

    /// <summary>Without the fields' values.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Method} HTTP/{Version} redirects={Redirects} httpstatus={Status}");
        foreach (var (name, _) in Named())
            text.Append(CultureInfo.InvariantCulture, $" {name}:…");
        return text.ToString();
    }

    private IEnumerable<(string Name, string Value)> Named() =>
        from field in Fields.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
        let colon = field.IndexOf(':', StringComparison.Ordinal)
        select (field[..colon], field[(colon + 1)..].TrimStart());

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
