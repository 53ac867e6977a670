namespace Ldirectord.Import;

/// <summary>A line of keepalived.conf, or a block with its lines.</summary>
/// <param name="Words">Without quotes; the first is the keyword.</param>
/// <param name="Text">As it stands, for messages.</param>
internal sealed record KeepalivedStatement(IReadOnlyList<string> Words, string Text, Origin From)
{
    public string Keyword => Words[0];

    /// <summary>The words behind the keyword, by number from 1; null if there are not so many.</summary>
    public string? Word(int number) => number < Words.Count ? Words[number] : null;

    /// <summary>keepalived knows the keyword where it stands.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>The statements between its braces; null without braces.</summary>
    public IReadOnlyList<KeepalivedStatement>? Block { get; init; }

    /// <summary>Where its last line stands.</summary>
    public Origin End { get; init; } = From;

    public IEnumerable<KeepalivedStatement> Of(string keyword) => (Block ?? []).Where(one => one.IsKnown && one.Keyword == keyword);

    /// <summary>The last one of a keyword, which counts.</summary>
    public KeepalivedStatement? Last(params string[] keywords) =>
        (Block ?? []).LastOrDefault(one => one.IsKnown && keywords.Contains(one.Keyword));
}
