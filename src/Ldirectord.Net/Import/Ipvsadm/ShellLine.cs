using System.Text;

namespace Ldirectord.Import;

/// <summary>A command of a script: its words, with quotes and variables of simple assignments resolved.</summary>
/// <param name="Text">As it stands.</param>
internal sealed record ShellLine(IReadOnlyList<string> Words, string Text, Origin From)
{
    private static readonly string[] s_separators = ["&&", "||", ";"];

    /// <summary>Words after which a command may stand.</summary>
    private static readonly string[] s_leading = ["then", "do", "else", "sudo", "exec", "time", "{"];

    /// <summary>The commands of a script, or the lines of "ipvsadm -S".</summary>
    public static IEnumerable<ShellLine> Read(string text)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (line, at) in Joined(text))
        {
            foreach (var words in Commands(Split(line, variables)))
            {
                string[] command = [.. words.SkipWhile(word => s_leading.Contains(word))];
                while (command is [var first, ..] && Assignment(first) is var (name, value))
                {
                    variables[name] = value;
                    command = command[1..];
                }

                if (command is ["export" or "local" or "readonly", .. var exported] && exported.All(word => Assignment(word) is not null))
                {
                    foreach (var word in exported)
                        variables[Assignment(word)!.Value.Name] = Assignment(word)!.Value.Value;
                }
                else if (command.Length > 0)
                {
                    yield return new ShellLine(command, line, at);
                }
            }
        }
    }

    /// <summary>Lines that a backslash continues are one.</summary>
    private static IEnumerable<(string Line, Origin At)> Joined(string text)
    {
        var (whole, first, number) = (new StringBuilder(), 0, 0);
        foreach (var line in text.Split('\n'))
        {
            number++;
            first = whole.Length == 0 ? number : first;
            var trimmed = line.TrimEnd('\r');
            if (trimmed.EndsWith('\\'))
            {
                whole.Append(trimmed, 0, trimmed.Length - 1).Append(' ');
                continue;
            }

            whole.Append(trimmed);
            if (whole.ToString().Trim() is { Length: > 0 } joined)
                yield return (joined, new Origin(null, first));
            whole.Clear();
        }

        if (whole.ToString().Trim() is { Length: > 0 } rest)
            yield return (rest, new Origin(null, first));
    }

    private static IEnumerable<List<string>> Commands(List<string> words)
    {
        var command = new List<string>();
        foreach (var word in words)
        {
            if (!s_separators.Contains(word))
            {
                command.Add(word);
                continue;
            }

            yield return command;
            command = [];
        }

        yield return command;
    }

    /// <summary>"NAME=value".</summary>
    private static (string Name, string Value)? Assignment(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && !char.IsAsciiDigit(word[0]) && word.AsSpan(0, equals).IndexOfAnyExcept(s_name) < 0
            ? (word[..equals], word[(equals + 1)..]) : null;
    }

    private static readonly System.Buffers.SearchValues<char> s_name =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static List<string> Split(string line, Dictionary<string, string> variables)
    {
        var (words, word, isWord, quote) = (new List<string>(), new StringBuilder(), false, '\0');
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '\0' && (char.IsWhiteSpace(c) || c == ';' || (c is '&' or '|' && i + 1 < line.Length && line[i + 1] == c)))
            {
                End();
                if (c == ';')
                    words.Add(";");
                else if (c is '&' or '|')
                    words.Add(new string(c, 2));
                i += c is '&' or '|' ? 1 : 0;
            }
            else if (quote == '\0' && c == '#' && !isWord)
            {
                break;
            }
            else if (quote == '\0' && c is ('"' or '\''))
            {
                (quote, isWord) = (c, true);
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (c == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                word.Append(line[++i]);
                isWord = true;
            }
            else if (c == '$' && quote != '\'' && Variable(line, ref i, variables) is { } value)
            {
                word.Append(value);
                isWord = true;
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        End();
        return words;

        void End()
        {
            if (isWord)
                words.Add(word.ToString());
            word.Clear();
            isWord = false;
        }
    }

    /// <summary>The value of the variable whose dollar sign stands at <paramref name="at"/>; null if none is known.</summary>
    private static string? Variable(string line, ref int at, Dictionary<string, string> variables)
    {
        var isBraced = at + 1 < line.Length && line[at + 1] == '{';
        var from = at + (isBraced ? 2 : 1);
        var end = from;
        while (end < line.Length && s_name.Contains(line[end]))
            end++;
        if ((isBraced && (end == line.Length || line[end] != '}')) || !variables.TryGetValue(line[from..end], out var value))
            return null;
        at = isBraced ? end : end - 1;
        return value;
    }
}
