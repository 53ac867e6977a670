using System.Buffers;
using System.Text;

namespace Ldirectord.Import;

/// <summary>
/// The commands of one line of a script, with quotes and known variables resolved, one by one: what a command assigns counts for the next.
/// What the shell would have to run or compute, $(…) or `…`, stays as it is.
/// </summary>
internal sealed class ShellCommands(string line, ShellVariables variables)
{
    private static readonly SearchValues<char> s_name =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private readonly StringBuilder _word = new();
    private List<string> _words = [];
    private bool _isWord;
    private int _at;

    /// <returns>Null at the end of the line.</returns>
    public IReadOnlyList<string>? Next()
    {
        if (_at >= line.Length)
            return null;
        _words = [];
        var quote = '\0';
        for (; _at < line.Length; _at++)
        {
            var c = line[_at];
            if (quote == '\0' && Separator() is var length and > 0)
            {
                _at += length;
                End();
                return _words;
            }

            if (quote == '\0' && c == '#' && !_isWord)
                _at = line.Length;
            else if (quote == '\0' && char.IsWhiteSpace(c))
                End();
            else if (quote == '\0' && c is '"' or '\'')
                (quote, _isWord) = (c, true);
            else if (c == quote)
                quote = '\0';
            else if (c == '\\' && quote != '\'' && _at + 1 < line.Length)
                Append(line[++_at]);
            else if (quote != '\'' && Substitution() is var end and > 0)
                Copy(end);
            else if (c == '$' && quote != '\'' && Variable() is { } value)
                Expand(value, quote);
            else
                Append(c);
        }

        End();
        return _words;
    }

    /// <summary>The parts of "NAME=value"; null if the word is no assignment.</summary>
    public static (string Name, string Value)? Assignment(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && !char.IsAsciiDigit(word[0]) && word.AsSpan(0, equals).IndexOfAnyExcept(s_name) < 0
            ? (word[..equals], word[(equals + 1)..]) : null;
    }

    /// <summary>The length of what ends a command here; 0 if nothing does.</summary>
    private int Separator() => line[_at] switch
    {
        ';' => 1,
        '&' or '|' when _at + 1 < line.Length && line[_at + 1] == line[_at] => 2,
        '|' when !_isWord => 1,
        _ => 0,
    };

    /// <summary>The end of $(…), ((…)) or `…` that begins here; 0 if none does.</summary>
    private int Substitution()
    {
        if (line[_at] == '`')
            return line.IndexOf('`', _at + 1) + 1;
        var open = line[_at] == '$' ? _at + 1 : _at;
        if (open + 1 >= line.Length || line[open] != '(' || (open == _at && line[open + 1] != '('))
            return 0;
        var depth = 0;
        for (var i = open; i < line.Length; i++)
        {
            depth += line[i] == '(' ? 1 : line[i] == ')' ? -1 : 0;
            if (depth == 0)
                return i + 1;
        }

        return 0;
    }

    private void Copy(int end)
    {
        _word.Append(line, _at, end - _at);
        _isWord = true;
        _at = end - 1;
    }

    private void Append(char c)
    {
        _word.Append(c);
        _isWord = true;
    }

    /// <summary>Outside of quotes blanks separate words, but not in an assignment.</summary>
    private void Expand(string value, char quote)
    {
        var isWhole = quote != '\0' || Assignment(_word.ToString()) is not null;
        _isWord |= quote != '\0';
        foreach (var c in value)
        {
            if (!isWhole && char.IsWhiteSpace(c))
                End();
            else
                Append(c);
        }
    }

    private void End()
    {
        if (_isWord)
            _words.Add(_word.ToString());
        _word.Clear();
        _isWord = false;
    }

    /// <summary>The value of the variable whose dollar sign stands here; null if none is known.</summary>
    private string? Variable()
    {
        var isBraced = _at + 1 < line.Length && line[_at + 1] == '{';
        var from = _at + (isBraced ? 2 : 1);
        var end = from;
        while (end < line.Length && s_name.Contains(line[end]))
            end++;
        if ((isBraced && (end == line.Length || line[end] != '}')) || variables.Value(line[from..end]) is not { } value)
            return null;
        _at = isBraced ? end : end - 1;
        return value;
    }
}
