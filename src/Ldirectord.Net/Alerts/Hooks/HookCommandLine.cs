using System.Buffers;

namespace Ldirectord.Alerts;

/// <summary>Splits the text of a callback or fallbackcommand into a program and its arguments, as Perl's system() does.</summary>
internal static class HookCommandLine
{
    private const string Shell = "/bin/sh";

    // A line with one of these characters is run by the shell (perldoc -f exec).
    private static readonly SearchValues<char> s_shellCharacters = SearchValues.Create("$&*(){}[]'\";\\|?<>~`\n");

    private static readonly char[] s_blanks = [' ', '\t', '\n', '\r', '\f', '\v'];

    /// <summary>
    /// The whole text is a program if a file of that name is one; otherwise a line for the shell, or words separated by blanks.
    /// </summary>
    /// <param name="appended">Further arguments, each passed as one.</param>
    /// <param name="isProgram">Whether a file is a program.</param>
    public static (string File, string[] Arguments) Parse(string text, IReadOnlyList<string> appended, Func<string, bool> isProgram)
    {
        var words = text.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || isProgram(text))
            return (text, [.. appended]);
        return NeedsShell(text, words[0])
            ? (Shell, ["-c", $"{text} {string.Join(' ', appended.Select(Quoted))}"])
            : (words[0], [.. words[1..], .. appended]);
    }

    /// <summary>True, too, if the first word sets a variable or is one of the shell's own commands.</summary>
    private static bool NeedsShell(string text, string first) =>
        text.AsSpan().IndexOfAny(s_shellCharacters) >= 0 || first is "exec" or "." || IsAssignment(first);

    private static bool IsAssignment(string word)
    {
        var end = word.IndexOf('=');
        return end >= 0 && word[..end].All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
