using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ldirectord.Text;

/// <summary>
/// Takes secrets out of a sentence that is to be shown, in every form in which a server might say them back: in upper or lower case, escaped as in a URL or in
/// quotes, cut off before "…", and alone or with other text in Base64. Every secret becomes "***", so that its length does not show either.
/// </summary>
internal static class Secrets
{
    private const string Mask = "***";

    /// <summary>A shorter one is taken out only as a word by itself: it would blot out half of any sentence.</summary>
    private const int ShortestPart = 4;

    /// <summary>A single character is no secret: it stands in every sentence, and can be guessed.</summary>
    private const int Shortest = 2;

    /// <summary>Characters of a form that tell it apart from chance.</summary>
    private const int ShortestBase64 = 6;

    /// <summary>Of a secret that "…" cuts off, a piece that is no shorter is taken out.</summary>
    private const int ShortestPrefix = 3;

    /// <summary>As many hexadecimal digits together may be a digest (32 are MD5's), from which a secret can be guessed.</summary>
    private const int ShortestDigest = 32;

    private static readonly SearchValues<char> s_afterAuthority = SearchValues.Create("/?#\"'<> \t");

    /// <param name="text">Printable (<see cref="Printable"/>), or bytes.</param>
    /// <param name="secrets">As the configuration has them, bytes (<see cref="Latin1"/>).</param>
    public static string Hide(string text, IReadOnlyCollection<string> secrets)
    {
        if (text.Length == 0 || secrets.Count == 0 || secrets.All(secret => secret.Length < Shortest))
            return text;
        var hidden = new bool[text.Length];
        MarkDigests(text, hidden);
        View[] views = [View.AsItIs(text), View.WithoutPercent(text, "%"), View.WithoutPercent(text, "%+"), View.WithoutBackslash(text)];
        foreach (var secret in secrets.Where(secret => secret.Length >= Shortest))
        {
            // A server may take the bytes for Latin-1.
            foreach (var form in new[] { Printable.OfBytes(secret), Latin1.ToText(secret), secret }.Distinct())
            {
                foreach (var view in views)
                    view.Mark(form, hidden);
            }

            if (secret.Length >= ShortestPart)
                MarkBase64(text, secret, hidden);
        }

        return Masked(text, hidden);
    }

    /// <summary>Of each URL, without the user name and password before its host.</summary>
    public static string HideUserInfo(string text)
    {
        for (var slashes = text.IndexOf("//", StringComparison.Ordinal); slashes >= 0; slashes = text.IndexOf("//", slashes + 2, StringComparison.Ordinal))
        {
            var rest = text.AsSpan(slashes + 2);
            var end = rest.IndexOfAny(s_afterAuthority) is >= 0 and var found ? found : rest.Length;
            if (rest[..end].LastIndexOf('@') is > 0 and var at)
                text = $"{text.AsSpan(0, slashes + 2)}{Mask}{rest[at..]}";
        }

        return text;
    }

    /// <summary>Each run of hidden characters is one mask.</summary>
    private static string Masked(string text, bool[] hidden)
    {
        if (!hidden.AsSpan().Contains(true))
            return text;
        var masked = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!hidden[i])
                masked.Append(text[i]);
            else if (i == 0 || !hidden[i - 1])
                masked.Append(Mask);
        }

        return masked.ToString();
    }

    private static void MarkDigests(string text, bool[] hidden)
    {
        for (var start = 0; start < text.Length; start++)
        {
            var end = start;
            while (end < text.Length && char.IsAsciiHexDigit(text[end]))
                end++;
            if (end - start >= ShortestDigest)
                hidden.AsSpan(start, end - start).Fill(true);
            start = end;
        }
    }

    /// <summary>
    /// Wherever a secret stands in what is encoded, the characters that its bytes fill alone are one of three texts. With them goes the whole of the encoded text: the
    /// characters at either end hold bits of the secret, too.
    /// </summary>
    private static void MarkBase64(string text, string secret, bool[] hidden)
    {
        var bytes = Encoding.Latin1.GetBytes(secret);
        for (var before = 0; before < 3; before++)
        {
            var first = ((before * 8) + 5) / 6;
            var last = (before + bytes.Length) * 8 / 6;
            var form = Convert.ToBase64String([.. new byte[before], .. bytes])[first..last];
            if (form.Length < ShortestBase64 && before > 0)
                continue;
            foreach (var variant in new[] { form, form.Replace('+', '-').Replace('/', '_') }.Distinct())
            {
                foreach (var (at, length) in Places(text, variant))
                {
                    var (start, end) = (at, at + length);
                    while (start > 0 && IsBase64(text[start - 1]))
                        start--;
                    while (end < text.Length && IsBase64(text[end]))
                        end++;
                    hidden.AsSpan(start, end - start).Fill(true);
                }
            }
        }
    }

    private static bool IsBase64(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '-' or '_' or '=';

    /// <summary>Where a form stands in a text, whole or cut off by "…".</summary>
    private static IEnumerable<(int At, int Length)> Places(string text, string form)
    {
        for (var at = text.IndexOf(form, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(form, at + 1, StringComparison.OrdinalIgnoreCase))
            yield return (at, form.Length);
        for (var cut = text.IndexOf('…', StringComparison.Ordinal); cut >= 0; cut = text.IndexOf('…', cut + 1))
        {
            var end = cut > 0 && text[cut - 1] == '"' ? cut - 1 : cut;
            for (var length = Math.Min(form.Length - 1, end); length >= ShortestPrefix; length--)
            {
                if (string.Compare(text, end - length, form, 0, length, StringComparison.OrdinalIgnoreCase) != 0)
                    continue;
                yield return (end - length, length);
                break;
            }
        }
    }

    /// <summary>A text with its escapes resolved, or as it is.</summary>
    /// <param name="Text">What it then is.</param>
    /// <param name="Begins">Where in the text as it is each of these characters begins, and where the last one ends.</param>
    private readonly record struct View(string Text, int[] Begins)
    {
        public static View AsItIs(string text) => new(text, [.. Enumerable.Range(0, text.Length + 1)]);

        /// <summary>%XX is a byte of UTF-8, as in a URL.</summary>
        /// <param name="marks">With "+" among them that is a blank, as in a URL's query.</param>
        public static View WithoutPercent(string text, string marks) => Resolved(text, marks, static (rest, bytes) =>
        {
            if (rest[0] == '+')
                return (" ", 1);
            var count = 0;
            while (count < bytes.Length && rest.Length >= 3 * (count + 1) && rest[3 * count] == '%'
                && byte.TryParse(rest.Slice((3 * count) + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[count]))
                count++;
            if (count == 0)
                return ("%", 1);
            return Rune.DecodeFromUtf8(bytes[..count], out var rune, out var length) == OperationStatus.Done
                ? (rune.ToString(), 3 * length)
                : ($"{(char)bytes[0]}", 3);
        });

        /// <summary>A backslash stands before a character that means itself, as in quotes.</summary>
        public static View WithoutBackslash(string text) =>
            Resolved(text, "\\", static (rest, _) => rest.Length > 1 ? (rest[1].ToString(), 2) : ("\\", 1));

        public void Mark(string form, bool[] hidden)
        {
            foreach (var (at, length) in Places(Text, form))
            {
                if (form.Length >= ShortestPart || IsWord(at, length))
                    hidden.AsSpan(Begins[at], Begins[at + length] - Begins[at]).Fill(true);
            }
        }

        private bool IsWord(int at, int length) =>
            !(at > 0 && char.IsLetterOrDigit(Text[at - 1])) && !(at + length < Text.Length && char.IsLetterOrDigit(Text[at + length]));

        /// <param name="escape">What the text that begins with an escape's first character stands for, and how long the escape is.</param>
        private static View Resolved(string text, string marks, Func<ReadOnlySpan<char>, Span<byte>, (string Meant, int Length)> escape)
        {
            if (text.AsSpan().IndexOfAny(marks) < 0)
                return new View("", [0]);
            var (resolved, begins) = (new StringBuilder(text.Length), new List<int>(text.Length + 1));
            Span<byte> bytes = stackalloc byte[4];
            for (var at = 0; at < text.Length;)
            {
                var (meant, length) = marks.Contains(text[at], StringComparison.Ordinal) ? escape(text.AsSpan(at), bytes) : (text[at].ToString(), 1);
                resolved.Append(meant);
                begins.AddRange(Enumerable.Repeat(at, meant.Length));
                at += length;
            }

            return new View(resolved.ToString(), [.. begins, text.Length]);
        }
    }
}
