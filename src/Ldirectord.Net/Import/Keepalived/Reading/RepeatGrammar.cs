using System.Collections.Immutable;
using System.Globalization;
using Pidgin;
using static Pidgin.Parser;

namespace Ldirectord.Import;

/// <summary>
/// ~SEQ(name, first, step, last) and ~LST(name, value, …) at the beginning of a line, which repeat the rest of the line for each value
/// (keepalived.conf(5)).
/// </summary>
internal static class RepeatGrammar
{
    /// <summary>Values of one sequence; a longer one is a mistake.</summary>
    private const int Most = 65536;

    private static readonly Parser<char, Unit> s_blanks = Parser<char>.Token(char.IsWhiteSpace).SkipMany();

    private static readonly Parser<char, string> s_word =
        Parser<char>.Token(c => c is not (',' or '(' or ')' or '{' or '}') && !char.IsWhiteSpace(c)).ManyString();

    private static readonly Parser<char, string> s_item = s_word.Between(s_blanks);

    private static readonly Parser<char, ImmutableArray<string>> s_group =
        s_item.Separated(Char(',')).Between(Char('{'), Char('}')).Between(s_blanks).Select(items => items.ToImmutableArray());

    private static readonly Parser<char, ImmutableArray<string>> s_one = s_item.Select(item => ImmutableArray.Create(item));

    private static readonly Parser<char, (string Kind, ImmutableArray<ImmutableArray<string>> Values, int End)> s_repeat = Map(
        (kind, values, end) => (kind, values.ToImmutableArray(), end),
        OneOf(Try(String("~SEQx")), Try(String("~SEQ")), String("~LST")),
        Try(s_group).Or(s_one).Separated(Char(',')).Between(Char('('), Char(')')),
        Parser<char>.CurrentOffset);

    /// <summary>A line that is repeated.</summary>
    /// <param name="Rounds">The definitions of each repetition.</param>
    internal sealed record Repeat(IReadOnlyList<IReadOnlyList<(string Name, string Value)>> Rounds, string Rest);

    public static bool Begins(string line) =>
        line.StartsWith("~SEQ", StringComparison.Ordinal) || line.StartsWith("~LST", StringComparison.Ordinal);

    /// <returns>Null if the parentheses are not as they must be.</returns>
    public static Repeat? Read(string line)
    {
        if (s_repeat.Before(Parser<char>.Any.SkipMany()).Parse(line) is not { Success: true, Value: var (kind, values, end) })
            return null;
        var rounds = kind == "~LST" ? List(values) : Sequence(kind, values);
        return rounds is null ? null : new Repeat(rounds, line[end..].TrimStart());
    }

    private static List<IReadOnlyList<(string, string)>>? List(ImmutableArray<ImmutableArray<string>> values)
    {
        var names = values[0];
        return values.Length < 2 || values.Skip(1).Any(round => round.Length != names.Length) || !names.All(IsName) ? null
            : [.. values.Skip(1).Select(round => (IReadOnlyList<(string, string)>)[.. names.Zip(round)])];
    }

    private static List<IReadOnlyList<(string, string)>>? Sequence(string kind, ImmutableArray<ImmutableArray<string>> values)
    {
        if (values.Any(value => value.Length != 1) || values[0] is not [var name] || !IsName(name))
            return null;
        long?[] numbers = [.. values.Skip(1).Select(value => Number(value[0]))];
        if (numbers.Any(number => number is null))
            return null;
        var (first, step, last) = numbers switch
        {
            [{ } to] => (to > 0 ? 1 : -1, to > 0 ? 1 : -1, to),
            [{ } from, { } to] => (from, to >= from ? 1 : -1, to),
            [{ } from, { } by, { } to] => (from, by, to),
            _ => (0L, 0L, 0L),
        };
        if (step == 0 || ((last - first) / step) is < 0 or >= Most)
            return null;
        var format = kind == "~SEQx" ? "x" : "d";
        var rounds = new List<IReadOnlyList<(string, string)>>();
        for (var value = first; step > 0 ? value <= last : value >= last; value += step)
            rounds.Add([(name, value.ToString(format, CultureInfo.InvariantCulture))]);
        return rounds;
    }

    // As strtol(3) with base 0, without octal numbers.
    private static long? Number(string text)
    {
        var isHexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var (digits, style) = isHexadecimal ? (text[2..], NumberStyles.AllowHexSpecifier) : (text, NumberStyles.AllowLeadingSign);
        return int.TryParse(digits, style, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static bool IsName(string text) => text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(Definitions.IsNameCharacter);
}
