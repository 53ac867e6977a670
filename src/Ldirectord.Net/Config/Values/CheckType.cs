namespace Ldirectord.Config;

/// <summary>checktype: a word, a number of connects between two negotiates, or connect and negotiate joined by a comma.</summary>
/// <param name="Connects">From 0; only of <see cref="CheckKind.Combined"/>.</param>
internal readonly record struct CheckType(CheckKind Kind, int Connects = 0)
{
    /// <summary>A value with digits anywhere is <see cref="CheckKind.Combined"/>; otherwise the first word counts.</summary>
    public static CheckType? Parse(string value) =>
        ValueSyntax.Digits(value) is { Length: > 0 } digits
            ? new CheckType(CheckKind.Combined, ValueSyntax.Clamp(digits, int.MaxValue))
            : value.Split(',', StringSplitOptions.TrimEntries) is ["connect", "negotiate"] or ["negotiate", "connect"]
            ? new CheckType(CheckKind.ConnectAndNegotiate)
            : ValueSyntax.FirstRun(value, c => ValueSyntax.IsWordCharacter(c) || c == '-') switch
            {
                "negotiate" => new CheckType(CheckKind.Negotiate),
                "connect" => new CheckType(CheckKind.Connect),
                "ping" => new CheckType(CheckKind.Ping),
                "external" => new CheckType(CheckKind.External),
                "external-perl" => new CheckType(CheckKind.ExternalPerl),
                "on" => new CheckType(CheckKind.On),
                "off" => new CheckType(CheckKind.Off),
                _ => null,
            };
}
