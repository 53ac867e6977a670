namespace Ldirectord.Web;

/// <summary>Where a director answers HTTP requests: on its Unix socket, or behind another console.</summary>
/// <param name="Name">As in the console's addresses: /directors/NAME/.</param>
/// <param name="Socket">Path of the Unix socket, or null.</param>
/// <param name="Url">Of another console, without a "/" at the end, or null: "https://paris:9780/directors/web".</param>
internal sealed record DirectorAddress(string Name, string? Socket, string? Url)
{
    /// <summary>Characters of the longest name.</summary>
    private const int LongestName = 64;

    /// <summary>Letters, digits and "-_.", a letter or digit first.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    public override string ToString() => Socket ?? Url ?? "";
}
