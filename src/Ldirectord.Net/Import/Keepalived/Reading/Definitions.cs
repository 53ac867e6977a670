using System.Globalization;
using System.Text;

namespace Ldirectord.Import;

/// <summary>
/// $NAME=value, and what stands for $NAME before a blank and ${NAME} anywhere. A value is read when it is used, so that it may hold other
/// names; lines of a value of several lines are separated by \n.
/// </summary>
/// <param name="instance">${_INSTANCE}, the configuration id.</param>
internal sealed class Definitions(string instance)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal)
    {
        ["_HASH"] = "#",
        ["_BANG"] = "!",
        ["_INSTANCE"] = instance,
    };

    /// <summary>What was written for a name that is not known before the file is used: ${_RANDOM}, ${_ENV NAME}.</summary>
    public event Action<string>? Guessed;

    public string Folder
    {
        set => _values["_PWD"] = value;
    }

    public void Define(string name, string value) => _values[name] = value;

    public static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>"$NAME=value", without a blank before the equals sign.</summary>
    public static bool TryRead(string line, out string name, out string value)
    {
        (name, value) = ("", "");
        if (line is not ['$', var first, ..] || !IsNameCharacter(first) || char.IsAsciiDigit(first))
            return false;
        var end = 1;
        while (end < line.Length && IsNameCharacter(line[end]))
            end++;
        if (end == line.Length || line[end] != '=')
            return false;
        (name, value) = (line[1..end], line[(end + 1)..].Trim());
        return true;
    }

    /// <summary>The line with the first name in it replaced; null if it has none that is known.</summary>
    public string? Replaced(string line)
    {
        for (var at = line.IndexOf('$', StringComparison.Ordinal); at >= 0; at = line.IndexOf('$', at + 1))
        {
            if (Name(line, at, out var end) is { } name && Value(name) is { } value)
                return new StringBuilder(line.Length + value.Length).Append(line, 0, at).Append(value).Append(line, end, line.Length - end)
                    .ToString();
        }

        return null;
    }

    /// <returns>Null if no name stands there.</returns>
    private static string? Name(string line, int at, out int end)
    {
        end = at + 1;
        if (end < line.Length && line[end] == '{')
        {
            var close = line.IndexOf('}', end);
            if (close < 0)
                return null;
            end = close + 1;
            return line[(at + 2)..close];
        }

        while (end < line.Length && IsNameCharacter(line[end]))
            end++;
        return end > at + 1 && (end == line.Length || char.IsWhiteSpace(line[end])) ? line[(at + 1)..end] : null;
    }

    private string? Value(string name)
    {
        if (_values.TryGetValue(name, out var value))
            return value;
        string[] words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? guess = words switch
        {
            ["_RANDOM"] => "0",
            ["_RANDOM", var least, ..] when int.TryParse(least, NumberStyles.None, CultureInfo.InvariantCulture, out _) => least,
            ["_ENV", var variable] => Environment.GetEnvironmentVariable(variable),
            _ => null,
        };
        if (guess is not null)
            Guessed?.Invoke($"${{{name}}}");
        return guess;
    }
}
