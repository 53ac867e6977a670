using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>Reads the value of one directive as a number, a word, a quoted text and so on, and reports a value of another form.</summary>
internal readonly struct DirectiveReader(Line line, DiagnosticList diagnostics)
{
    public Line Line => line;

    /// <summary>First letters of directives that may have a password, misspelled ones included.</summary>
    private static readonly string[] s_secretNames = ["pass", "pwd", "secret", "database", "httpheader", "login"];

    public string Name => line.Name;

    /// <summary>The value without trailing white space.</summary>
    public string Text => line.Value.TrimEnd(ValueSyntax.Blanks);

    public void Error(string message) => diagnostics.Error(line.Number, line.ValueColumn, message);

    /// <summary>An error at a character of the value, from 0.</summary>
    public void ErrorAt(int offset, string message) => diagnostics.Error(line.Number, ColumnAt(offset), message);

    /// <summary>The column of a character of the value, from 0.</summary>
    public int ColumnAt(int offset) => line.ValueColumn + offset;

    public void Warning(string message) => diagnostics.Warning(line.Number, line.ValueColumn, message);

    /// <summary>An error: we refuse what the original accepts.</summary>
    public void OriginalAccepts(string message) => diagnostics.OriginalAccepts(line.Number, line.ValueColumn, message);

    /// <summary>Warns that the original does not have the directive.</summary>
    public void IsOurs() => diagnostics.OriginalRefuses(line.Number, line.Column, $"Perl ldirectord does not know {Name}");

    /// <summary>Warns that the original does not have the value.</summary>
    public void OriginalRefusesValue() =>
        diagnostics.OriginalRefuses(line.Number, line.ValueColumn, $"Perl ldirectord does not know {Name} = {Shorten(Text)}");

    public void Unknown() => diagnostics.Error(line.Number, line.Column, UnknownMessage());

    private string UnknownMessage()
    {
        if (line.Kind == LineKind.Other)
        {
            string shown = Shorten(WithoutSecret(line.Name));
            string word = ValueSyntax.FirstRun(line.Name, char.IsAsciiLetterOrDigit);
            if (line.Name.StartsWith("//", StringComparison.Ordinal) || line.Name.StartsWith(';'))
                return $"unknown directive \"{shown}\": expected # before a comment";
            return DirectiveNames.IsKnown(word) && line.Name.StartsWith(word, StringComparison.Ordinal)
                ? $"no \"=\" after {word}: expected {word} = value"
                : $"unknown directive \"{shown}\": expected name = value";
        }

        string unknown = $"unknown directive \"{Shorten(line.Name)}\"";
        string lower = line.Name.ToLowerInvariant();
        if (line.Indent > 0 && DirectiveNames.IsGlobalOnly(line.Name))
        {
            return $"{line.Name} is a directive of the whole file, not of a virtual service: "
                + "expected it in the first column, above the first virtual service";
        }

        if (lower != line.Name && DirectiveNames.IsKnown(lower))
            return $"{unknown}: expected {lower}, in lower case";
        return DirectiveNames.Nearest(line.Name) is { } nearest ? $"{unknown}: did you mean {nearest}?" : unknown;
    }

    /// <summary>"yes" or "no"; unlike the original, with blanks or a comment after it.</summary>
    public bool? YesNo()
    {
        string exact = line.Value;
        string value = exact.Split('#')[0].TrimEnd(ValueSyntax.Blanks);
        if (value is not ("yes" or "no"))
            Error($"invalid {Name} \"{Shorten(Text)}\": expected {InLowerCase(value, "yes", "no") ?? "yes or no"}");
        else if (value != exact)
        {
            diagnostics.OriginalRefuses(
                line.Number, line.ValueColumn + value.Length, $"Perl ldirectord refuses blanks or a comment after {Name} = {value}");
        }

        return value switch { "yes" => true, "no" => false, _ => null };
    }

    /// <summary>The value, with a warning about trailing white space, which the original refuses.</summary>
    public string WithoutTrailingBlanks()
    {
        string value = Text;
        if (value != line.Value)
        {
            diagnostics.OriginalRefuses(
                line.Number, line.ValueColumn + value.Length, $"Perl ldirectord refuses blanks after {Name} = {Shorten(value)}");
        }

        return value;
    }

    /// <summary>A count, from 1.</summary>
    public int? Count()
    {
        if (Positive() is not { } digits)
            return null;
        int count = ValueSyntax.Clamp(digits, int.MaxValue);
        WarnOfRest($"{count}", "a number alone");
        return count;
    }

    /// <summary>A time in seconds, from 1.</summary>
    public TimeSpan? Seconds()
    {
        if (Positive() is not { } digits)
            return null;
        var time = ValueSyntax.Seconds(digits);
        WarnOfSeconds(time.TotalSeconds);
        return time;
    }

    /// <summary>Warns of a value with more than its first number, because only that number is read.</summary>
    public void WarnOfSeconds(double seconds) => WarnOfRest(seconds == 1 ? "1 second" : $"{seconds} seconds", "a number of seconds alone");

    /// <inheritdoc cref="WarnOfSeconds"/>
    /// <param name="meaning">The number that is read, in words.</param>
    public void WarnOfRest(string meaning, string expected)
    {
        string value = line.Value.Split('#')[0].Trim(ValueSyntax.Blanks);
        if (value.Trim('"') is var number && number != ValueSyntax.Digits(number))
            Warning($"{Name} = {Shorten(value)} is read as {meaning}: expected {expected}");
    }

    /// <summary>A text in quotes, which may contain quotes; text after the last quote is ignored.</summary>
    public string? Quoted()
    {
        string? value = ValueSyntax.Quoted(line.Value);
        if (value is null)
            Error($"{Name} without quotes: expected {Name} = \"...\"");
        return value;
    }

    /// <summary>A text in quotes that must not be empty.</summary>
    public string? QuotedNotEmpty()
    {
        string? value = Quoted();
        if (value is not "")
            return value;
        Error($"empty {Name}: expected a text between the quotes");
        return null;
    }

    /// <summary>The rest of the line, which must not be empty.</summary>
    public string? NotEmpty()
    {
        if (Text.Length > 0)
            return Text;
        Error($"empty {Name}: expected a value");
        return null;
    }

    /// <summary>A file's name in UTF-16, from its bytes; null after an error if they are not UTF-8.</summary>
    /// <param name="isMade">The original makes the file when it reads the line, and refuses it if the file's directory is missing.</param>
    public string? FileName(string bytes, bool isMade = false)
    {
        if (Latin1.IsUtf8(bytes))
            return Latin1.ToText(bytes);
        string message = $"{Name} \"{Shorten(bytes)}\" is not UTF-8: expected a name in UTF-8";
        string folder = bytes[..(bytes.LastIndexOf('/') + 1)];
        if (isMade && folder.Length > 0 && !Directory.Exists(Latin1.ToText(folder)))
            Error(message);
        else
            OriginalAccepts(message);
        return null;
    }

    /// <summary>A text, in quotes or not, that must not be empty.</summary>
    public string? TextOrQuoted()
    {
        string value = ValueSyntax.OptionallyQuoted(line.Value);
        if (value.Length == 0)
            Error($"empty {Name}: expected a value");
        return value.Length == 0 ? null : value;
    }

    /// <summary>
    /// A command line, in quotes or not. At the top of the file the original leaves quotes to the shell, so words may follow them; in a
    /// section the text after the quotes is ignored.
    /// </summary>
    public string? Command() =>
        !line.BelongsToSection && ValueSyntax.Quoted(Text) is { } inner && (inner.Contains('"') || !Text.EndsWith('"'))
            ? Text
            : TextOrQuoted();

    /// <summary>For a known word in capital letters, the expected one; null for any other word.</summary>
    public static string? InLowerCase(string word, params IEnumerable<string> known) =>
        word.ToLowerInvariant() is var lower && lower != word && known.Contains(lower) ? $"{lower}, in lower case" : null;

    /// <summary>Text of the file for a message: printable, without passwords of URLs, at most 60 characters.</summary>
    public static string Shorten(string text) => Shorten(Secrets.HideUserInfo(Printable.OfBytes(text)), 60);

    /// <summary>A path for a message: printable, at most 255 characters.</summary>
    public static string ShortenPath(string path) => Shorten(Printable.Of(path), 255);

    private static string Shorten(string text, int length)
    {
        if (text.Length <= length)
            return text;
        int end = length - 3;
        return $"{text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)]}...";
    }

    /// <summary>A line that is no directive, without possible passwords: texts in quotes or after a secret's name.</summary>
    private static string WithoutSecret(string text)
    {
        string shown = text.Split('"')[0].TrimEnd(ValueSyntax.Blanks);
        string name = ValueSyntax.FirstRun(shown, ValueSyntax.IsWordCharacter);
        bool isSecret = s_secretNames.Any(secret => name.StartsWith(secret, StringComparison.OrdinalIgnoreCase));
        return isSecret ? name : shown;
    }

    private string? Positive()
    {
        string digits = ValueSyntax.Digits(line.Value);
        if (digits.Trim('0').Length > 0)
            return digits;
        string message = $"invalid {Name} \"{Shorten(Text)}\": expected a number from 1";
        // The original accepts 00, except for the file's own timeouts.
        if (digits.Length > 1 && (line.BelongsToSection || Name is not ("checktimeout" or "negotiatetimeout")))
            OriginalAccepts(message);
        else
            Error(message);
        return null;
    }
}
