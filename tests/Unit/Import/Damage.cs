namespace Ldirectord.Tests.Import;

/// <summary>Damages a text at random: letters, words, lines.</summary>
internal static class Damage
{
    private const string Letters = "{}\"'\\#!$@~(),=- \tax09:/.\u2013\n";

    public static string Of(string text, Random random)
    {
        for (var count = random.Next(1, 5); count > 0; count--)
            text = random.Next(3) == 0 ? Letter(text, random) : Line(text, random);
        return text;
    }

    /// <summary>Lines are dropped or doubled, and keywords get typing errors, with no effect on quotes and braces.</summary>
    public static string OfWords(string text, Random random)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var lines = text.Split('\n').ToList();
            var at = random.Next(lines.Count);
            var words = lines[at].Trim().Split(' ');
            if (lines[at].AsSpan().IndexOfAny('{', '}') >= 0 || words[0].Length < 3)
                continue;
            switch (random.Next(3))
            {
                case 0:
                    lines.RemoveAt(at);
                    break;
                case 1:
                    lines.Insert(random.Next(lines.Count), lines[at]);
                    break;
                default:
                    var letter = random.Next(words[0].Length - 1);
                    lines[at] = string.Join(' ', words.Skip(1).Prepend(words[0].Remove(letter, 1)));
                    break;
            }

            text = string.Join('\n', lines);
        }

        return text;
    }

    private static string Letter(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        return random.Next(2) == 0 && at < text.Length ? text.Remove(at, 1)
            : text.Insert(at, new string(Letters[random.Next(Letters.Length)], random.Next(1, 3)));
    }

    private static string Line(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var (at, other) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(4))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(other, lines[at]);
                break;
            case 2:
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            default:
                lines[at] += lines[other];
                break;
        }

        return string.Join('\n', lines);
    }
}
