namespace Ldirectord.Import;

/// <summary>The variables of a script, as far as they are known without running it.</summary>
internal sealed class ShellVariables
{
    /// <summary>Characters that all values together may come to where they are used; more is a mistake, or hostile.</summary>
    private const int MostCharacters = 1_000_000;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Names that have another value where a condition holds.</summary>
    private readonly HashSet<string> _doubtful = new(StringComparer.Ordinal);

    private int _characters;

    /// <returns>Null if the value is not known.</returns>
    /// <exception cref="UnreadableInputException">The values are without bounds.</exception>
    public string? Value(string name)
    {
        if (!_values.TryGetValue(name, out var value))
            return null;
        _characters += value.Length;
        return _characters <= MostCharacters ? value
            : throw new UnreadableInputException($"its variables come to more than {MostCharacters} characters");
    }

    /// <param name="isInBlock">The assignment stands in a condition, a loop, a function or an arm of case.</param>
    public void Assign(string name, string value, bool isInBlock)
    {
        if (!isInBlock)
            _doubtful.Remove(name);
        else if (_doubtful.Contains(name) || (_values.TryGetValue(name, out var other) && other != value))
            Doubt(name);
        if (!_doubtful.Contains(name))
            _values[name] = value;
    }

    /// <summary>"unset NAME", "read NAME".</summary>
    public void Forget(string name) => _values.Remove(name);

    private void Doubt(string name)
    {
        _values.Remove(name);
        _doubtful.Add(name);
    }
}
