namespace Ldirectord.Import;

/// <summary>Whether a command stands in a function, a condition, a loop or an arm of case (sh(1)).</summary>
internal sealed class ShellBlocks
{
    private static readonly string[] s_opening = ["if", "case", "for", "while", "until", "select"];

    private static readonly string[] s_closing = ["fi", "esac", "done", "}"];

    /// <summary>Words after which a command may stand.</summary>
    private static readonly string[] s_leading = ["then", "do", "else", "sudo", "exec", "time"];

    private int _depth;

    /// <summary>The head of a function was read, and its brace was not.</summary>
    private bool _awaitsBrace;

    public bool IsOpen => _depth > 0;

    /// <summary>The first word of a condition, a loop or a case.</summary>
    public static bool IsOpening(string word) => s_opening.Contains(word);

    /// <summary>The command without the words before it that only order a script.</summary>
    public string[] Enter(IReadOnlyList<string> words)
    {
        var at = 0;
        for (; at < words.Count; at++)
        {
            var word = words[at];
            if (s_closing.Contains(word))
                _depth = Math.Max(0, _depth - 1);
            else if (word == "{")
                OpenBrace();
            else if (word == "function" || word.EndsWith("()", StringComparison.Ordinal) || word.EndsWith("(){", StringComparison.Ordinal))
                OpenFunction(word == "function" && at + 1 < words.Count ? words[++at] : word);
            else if (!(IsOpen && IsLabel(word)) && !s_leading.Contains(word))
                break;
        }

        string[] command = [.. words.Skip(at)];
        if (command is [var first, ..] && IsOpening(first))
            _depth++;
        return command;
    }

    private void OpenBrace()
    {
        if (!_awaitsBrace)
            _depth++;
        _awaitsBrace = false;
    }

    private void OpenFunction(string head)
    {
        _depth++;
        _awaitsBrace = !head.EndsWith('{');
    }

    /// <summary>"start)" of case.</summary>
    private static bool IsLabel(string word) => word.EndsWith(')') && !word.Contains('(');
}
