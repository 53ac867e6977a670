using System.Buffers;

namespace Ldirectord.Alerts;

/// <summary>What the text of an operator's command means: a program and its arguments.</summary>
internal static class HookCommandLine
{
    private const string Shell = "/bin/sh";

    // What makes Perl's system() give a line to the shell (perldoc -f exec).
    private static readonly SearchValues<char> s_forTheShell = SearchValues.Create("$&*(){}[]'\";\\|?<>~`\n");

    private static readonly char[] s_blanks = [' ', '\t', '\n', '\r', '\f', '\v'];

    /// <summary>
    /// As the original runs it: by the shell if anything in it is for the shell, else as words between blanks. But the name of a program, blanks
    /// and all, is that program. What is appended are always arguments of their own.
    /// </summary>
    /// <param name="isProgram">Whether there is a program of just this name.</param>
    public static (string File, string[] Arguments) Understand(string text, IReadOnlyList<string> appended, Func<string, bool> isProgram)
    {
        var words = text.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 || isProgram(text) ? (text, [.. appended])
            : IsForTheShell(text, words[0]) ? (Shell, ["-c", $"{text} {string.Join(' ', appended.Select(Quoted))}"])
            : (words[0], [.. words[1..], .. appended]);
    }

    /// <summary>A variable may be set before the command, and "exec" and "." are the shell's own.</summary>
    private static bool IsForTheShell(string text, string first) =>
        text.AsSpan().IndexOfAny(s_forTheShell) >= 0 || first is "exec" or "." || IsAssignment(first);

    private static bool IsAssignment(string word)
    {
        var end = word.IndexOf('=');
        return end >= 0 && word[..end].All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
