using System.Collections.Frozen;

namespace Ldirectord.Import;

/// <summary>The keywords of a block of keepalived.conf.</summary>
internal sealed class WordTable
{
    private readonly FrozenSet<string> _words;
    private readonly FrozenDictionary<string, WordTable> _blocks;

    /// <param name="words">Keywords without a block, between blanks.</param>
    /// <param name="blocks">Keywords with one.</param>
    public WordTable(string words, params (string Keyword, WordTable Words)[] blocks)
    {
        _words = words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
        _blocks = blocks.SelectMany(block => block.Keyword.Split(' ').Select(word => (word, block.Words)))
            .ToFrozenDictionary(block => block.word, block => block.Words, StringComparer.Ordinal);
    }

    /// <summary>A block of addresses, routes or names: no line of it begins with a keyword.</summary>
    public static WordTable List { get; } = new("") { TakesAnything = true };

    public bool TakesAnything { get; private init; }

    public bool Knows(string word) => TakesAnything || _words.Contains(word) || _blocks.ContainsKey(word);

    /// <returns>Null if the keyword has no block.</returns>
    public WordTable? Block(string word) => _blocks.GetValueOrDefault(word);

    /// <summary>The keyword stands with and without a block.</summary>
    public bool IsBlockOptional(string word) => _words.Contains(word);
}
