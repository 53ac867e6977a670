using System.Text.RegularExpressions;
using Ldirectord.Checks;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>A line of the file that may be shown: what its directive may hold of secrets is masked, as are the check's own.</summary>
internal static partial class MaskedLine
{
    private const string Mask = "***";

    /// <param name="value">Bytes as Latin-1.</param>
    public static string Of(string name, string value, Check check)
    {
        var text = Printable.OfBytes(value.Trim());
        var masked = name.ToLowerInvariant() switch
        {
            "passwd" or "secret" or "database" or "agentsend" or "checkarguments" or "load" => Mask,
            "httpheader" => text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? $"{text[..colon]}: {Mask}" : Mask,
            "request" when IsPath(text) => WithoutQuery(text),
            "request" => Mask,
            "real" or "real6" => WithoutQuery(text),
            _ => text,
        };
        return $"{Printable.OfBytes(name)} = {Secrets.Hide(Secrets.HideUserInfo(masked), check.Confidential)}";
    }

    private static bool IsPath(string text) =>
        text.TrimStart('"', '\'') is ['/', ..] or ['h', 't', 't', 'p', ..] || text.Contains(".htm", StringComparison.Ordinal);

    private static string WithoutQuery(string text) => Query().Replace(text, $"?{Mask}");

    [GeneratedRegex("""\?[^"'\s]*""", RegexOptions.CultureInvariant)]
    private static partial Regex Query();
}
