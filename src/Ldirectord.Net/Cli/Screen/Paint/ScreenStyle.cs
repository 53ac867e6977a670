namespace Ldirectord.Cli;

/// <summary>What the terminal can show.</summary>
/// <param name="HasColour">NO_COLOR is not set. Bold and reversed text is shown without colours, too.</param>
/// <param name="IsUnicode">The locale's characters are UTF-8; otherwise ASCII is shown.</param>
internal sealed record ScreenStyle(bool HasColour, bool IsUnicode)
{
    // As setlocale(3) does: the first of these that is not empty.
    private static readonly string[] s_locale = ["LC_ALL", "LC_CTYPE", "LANG"];

    /// <param name="variable">Reads a variable of the environment.</param>
    public static ScreenStyle Of(Func<string, string?> variable)
    {
        var locale = s_locale.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        var isUnicode = locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase)
            || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
        return new(string.IsNullOrEmpty(variable("NO_COLOR")), isUnicode);
    }
}
