using Ldirectord.Checks;

namespace Ldirectord.Director;

/// <summary>
/// How the last checks of one server ended: at most <see cref="Length"/> of them, two bits each, so that 10,000 servers take 320 KB.
/// </summary>
internal readonly record struct CheckStrip
{
    /// <summary>Number of checks that are remembered.</summary>
    public const int Length = 100;

    private const int PerWord = 32;

    /// <summary>The state of a check, by two bits; 0 if there was no check.</summary>
    private const string Signs = " +-?";

    /// <summary>The newest checks in the lowest bits of the first word; the fourth word holds the oldest <c>Length - 96</c>.</summary>
    private readonly (ulong Newest, ulong Second, ulong Third, ulong Oldest) _words;

    private CheckStrip((ulong, ulong, ulong, ulong) words) => _words = words;

    public CheckStrip With(CheckStatus status)
    {
        var sign = status switch
        {
            CheckStatus.Passed => 1ul,
            CheckStatus.NotTried => 3ul,
            _ => 2ul,
        };
        var (newest, second, third, oldest) = _words;
        var mask = (1ul << 2 * (Length - 3 * PerWord)) - 1;
        return new CheckStrip(
            (newest << 2 | sign, second << 2 | newest >> 62, third << 2 | second >> 62, (oldest << 2 | third >> 62) & mask));
    }

    /// <summary>Oldest first: "+" passed, "-" failed, "?" says nothing of the server.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[Length];
        var count = 0;
        for (var i = Length - 1; i >= 0; i--)
        {
            var word = (i / PerWord) switch
            {
                0 => _words.Newest,
                1 => _words.Second,
                2 => _words.Third,
                _ => _words.Oldest,
            };
            if ((int)(word >> 2 * (i % PerWord) & 3) is > 0 and var sign)
                text[count++] = Signs[sign];
        }

        return text[..count].ToString();
    }
}
