namespace Ldirectord.Config;

/// <summary>Reads the value of one directive in each of the ways values are written, and reports where it is not written so.</summary>
internal readonly struct DirectiveReader(Line line, Report report)
{
    public string Name => line.Name;

    /// <summary>The value without trailing white space.</summary>
    public string Text => line.Value.TrimEnd(Values.Blanks);

    public void Error(string message) => report.Error(line.Number, line.ValueColumn, message);

    public void Warning(string message) => report.Warning(line.Number, line.ValueColumn, message);

    /// <summary>What the original accepts and we refuse.</summary>
    public void OriginalAccepts(string message) => report.OriginalAccepts(line.Number, line.ValueColumn, message);

    /// <summary>A directive that the original does not have.</summary>
    public void IsOurs() => report.OriginalRefuses(line.Number, line.Column, $"Perl ldirectord does not know {Name}");

    /// <summary>A value that the original does not have.</summary>
    public void OriginalRefusesValue() => report.OriginalRefuses(line.Number, line.ValueColumn, $"Perl ldirectord does not know {Name} = {Text}");

    public void Unknown() =>
        report.Error(line.Number, line.Column, line.Kind == LineKind.Directive
            ? $"unknown directive \"{Shorten(line.Name)}\""
            // Without what stands in quotes, which may be a password.
            : $"unknown directive \"{Shorten(line.Name.Split('"')[0].TrimEnd(Values.Blanks))}\": expected name = value");

    /// <summary>Exactly "yes" or "no"; we also take blanks or a comment after it.</summary>
    public bool? YesNo()
    {
        string exact = line.Value;
        string value = exact.Split('#')[0].TrimEnd(Values.Blanks);
        if (value is not ("yes" or "no"))
            Error($"invalid {Name} \"{Shorten(Text)}\": expected yes or no");
        else if (value != exact)
            report.OriginalRefuses(line.Number, line.ValueColumn + value.Length, $"Perl ldirectord refuses blanks or a comment after {Name} = {value}");
        return value switch { "yes" => true, "no" => false, _ => null };
    }

    /// <summary>The value, where the original takes trailing white space for a part of it and refuses it.</summary>
    public string WithoutTrailingBlanks()
    {
        string value = Text;
        if (value != line.Value)
            report.OriginalRefuses(line.Number, line.ValueColumn + value.Length, $"Perl ldirectord refuses blanks after {Name} = {value}");
        return value;
    }

    /// <summary>A count, from 1.</summary>
    public int? Count() => Positive() is { } digits ? Values.Clamp(digits, int.MaxValue) : null;

    /// <summary>A time in seconds, from 1.</summary>
    public TimeSpan? Seconds() => Positive() is { } digits ? Values.Seconds(digits) : null;

    /// <summary>A text in quotes, which may hold quotes itself; what follows them is passed over.</summary>
    public string? Quoted()
    {
        string? value = Values.Quoted(line.Value);
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

    /// <summary>A text, in quotes or not, that must not be empty.</summary>
    public string? TextOrQuoted()
    {
        string value = Values.OptionallyQuoted(line.Value);
        if (value.Length == 0)
            Error($"empty {Name}: expected a value");
        return value.Length == 0 ? null : value;
    }

    /// <summary>
    /// A command line, in quotes or not. At the top of the file the original leaves quotes to the shell, so that words may follow them; in a section what follows
    /// the quotes is passed over.
    /// </summary>
    public string? Command() =>
        !line.BelongsToSection && line.Value.StartsWith('"') && Values.Quoted(Text) is { } inner && (inner.Contains('"') || !Text.EndsWith('"')) ? Text : TextOrQuoted();

    /// <summary>Text of the file as it goes into a message: no longer than a line of a terminal.</summary>
    public static string Shorten(string text) => Shorten(text, 60);

    /// <summary>A path as it goes into a message: whole, if it can be one of a file that is meant.</summary>
    public static string ShortenPath(string path) => Shorten(path, 255);

    private static string Shorten(string text, int length) => text.Length <= length ? text : $"{text[..(length - 3)]}...";

    private string? Positive()
    {
        string digits = Values.Digits(line.Value);
        if (digits.Trim('0').Length > 0)
            return digits;
        string message = $"invalid {Name} \"{Shorten(Text)}\": expected a number from 1";
        // To the original 00 is not 0, but for the file's own timeouts.
        if (digits.Length > 1 && (line.BelongsToSection || Name is not ("checktimeout" or "negotiatetimeout")))
            OriginalAccepts(message);
        else
            Error(message);
        return null;
    }
}
