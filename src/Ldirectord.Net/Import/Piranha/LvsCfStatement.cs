using System.Collections.Immutable;
using Pidgin;
using static Pidgin.Parser;

namespace Ldirectord.Import;

/// <summary>A line of lvs.cf: "name = value…", "virtual NAME {", or "}".</summary>
/// <param name="Words">Without quotes.</param>
/// <param name="Text">As it stands.</param>
internal sealed record LvsCfStatement(ImmutableArray<string> Words, string Text, Origin From)
{
    private static readonly Parser<char, string> s_word = OneOf(
        Quoted('"'), Quoted('\''), Parser<char>.Token(c => !char.IsWhiteSpace(c) && c is not ('"' or '\'')).AtLeastOnceString());

    private static readonly Parser<char, Unit> s_blanks = Parser<char>.Token(char.IsWhiteSpace).SkipMany();

    private static readonly Parser<char, IEnumerable<string>> s_words =
        s_blanks.Then(s_word.Before(s_blanks).Many()).Before(Parser<char>.End);

    /// <summary>The lines of its block; null without braces.</summary>
    public ImmutableArray<LvsCfStatement>? Block { get; init; }

    public Origin End { get; init; } = From;

    public string Name => Words[0];

    /// <summary>The first word behind the equals sign; null without one.</summary>
    public string? Value => Words is [_, "=", var value, ..] ? value : null;

    /// <summary>The word behind that; null without one.</summary>
    public string? Second => Words is [_, "=", _, var second, ..] ? second : null;

    public LvsCfStatement? Last(string name) => (Block ?? []).LastOrDefault(one => one.Name == name && one.Block is null);

    public IEnumerable<LvsCfStatement> Blocks(string name) => (Block ?? []).Where(one => one.Block is not null && one.Name == name);

    /// <param name="problem">Called with lines that are no statement.</param>
    public static ImmutableArray<LvsCfStatement> Read(string text, Action<Origin, string, string> problem)
    {
        var levels = new Stack<(LvsCfStatement? Head, ImmutableArray<LvsCfStatement>.Builder Lines)>();
        levels.Push((null, ImmutableArray.CreateBuilder<LvsCfStatement>()));
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var at = new Origin(null, ++number);
            var trimmed = line.Trim().ToString();
            if (trimmed.Length == 0 || trimmed[0] == '#')
                continue;
            if (s_words.Parse(trimmed) is not { Success: true, Value: var words })
                problem(at, trimmed, "a quote does not end");
            else
                Take(levels, WithoutComment([.. words], at, problem), trimmed, at, problem);
        }

        while (levels.Count > 1)
        {
            problem(new Origin(null, number), "}", $"the block of {levels.Peek().Head!.Text} does not end");
            Close(levels, new Origin(null, number));
        }

        return levels.Pop().Lines.ToImmutable();
    }

    private static void Take(
        Stack<(LvsCfStatement? Head, ImmutableArray<LvsCfStatement>.Builder Lines)> levels, ImmutableArray<string> words, string text,
        Origin at, Action<Origin, string, string> problem)
    {
        if (words is ["}"] && levels.Count > 1)
            Close(levels, at);
        else if (words is ["}"])
            problem(at, text, "no block is open here");
        else if (words is ["{"])
            problem(at, text, "no block can begin here: expected virtual NAME {");
        else if (words is [.., "{"])
            levels.Push((new LvsCfStatement(words[..^1], text[..^1].Trim(), at), ImmutableArray.CreateBuilder<LvsCfStatement>()));
        else if (words.Length > 0)
            levels.Peek().Lines.Add(new LvsCfStatement(words, text, at));
    }

    private static void Close(Stack<(LvsCfStatement? Head, ImmutableArray<LvsCfStatement>.Builder Lines)> levels, Origin at)
    {
        var (head, lines) = levels.Pop();
        levels.Peek().Lines.Add(head! with { Block = lines.ToImmutable(), End = at });
    }

    /// <summary>lvsd takes a number sign behind a statement for one more value; guides have it for a comment.</summary>
    private static ImmutableArray<string> WithoutComment(ImmutableArray<string> words, Origin at, Action<Origin, string, string> problem)
    {
        var comment = words.Skip(3).TakeWhile(word => !word.StartsWith('#')).Count() + 3;
        if (comment >= words.Length)
            return words;
        problem(at, string.Join(' ', words.Skip(comment)), "a comment behind a statement: lvsd refuses it");
        return words[..comment];
    }

    private static Parser<char, string> Quoted(char quote) =>
        Parser<char>.Token(c => c != quote).ManyString().Between(Char(quote));
}
