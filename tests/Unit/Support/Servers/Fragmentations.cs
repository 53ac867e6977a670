namespace Ldirectord.Tests.Support;

/// <summary>The ways in which a dialogue is replayed to find out whether a reader depends on how the network cuts it up.</summary>
public static class Fragmentations
{
    /// <summary>Whole, line by line, line by line with the line ends in front, and byte by byte.</summary>
    public static IEnumerable<string[]> Of(string text) =>
    [
        [text],
        text.Split('\n').Select((line, index) => index < text.Count(c => c == '\n') ? line + "\n" : line).ToArray(),
        text.Split('\n').Select((line, index) => index > 0 ? "\n" + line : line).ToArray(),
        text.Select(character => character.ToString()).ToArray(),
    ];
}
