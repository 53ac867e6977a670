using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ldirectord.Text;

/// <summary>
/// Hides secrets in a sentence, in every form in which a server might repeat them: in upper or lower case, escaped as in a URL or in
/// quotes, cut off before "…", and in Base64, alone or within other text. Every secret becomes "***", which does not show its length.
/// </summary>
internal static class Secrets
{
    private const string Mask = "***";

    /// <summary>A shorter secret is hidden only as a whole word, to keep sentences readable.</summary>
    private const int ShortestPart = 4;

    /// <summary>A single character is not hidden: it occurs in every sentence, and can be guessed.</summary>
    private const int Shortest = 2;

    /// <summary>A shorter Base64 form could match by chance.</summary>
    private const int ShortestBase64 = 6;

    /// <summary>Shortest piece of a secret that is hidden before "…".</summary>
    private const int ShortestPrefix = 3;

    /// <summary>So many hexadecimal digits may be a digest (MD5 has 32), from which a secret can be guessed.</summary>
    private const int ShortestDigest = 32;

    private static readonly SearchValues<char> s_afterAuthority = SearchValues.Create("/?#\"'<> \t");

    /// <param name="text">Printable text (<see cref="Printable"/>), or bytes.</param>
    /// <param name="secrets">As in the configuration, bytes (<see cref="Latin1"/>).</param>
    public static string Hide(string text, IReadOnlyCollection<string> secrets)
    {
        if (text.Length == 0 || secrets.Count == 0 || secrets.All(secret => secret.Length < Shortest))
            return text;
        var hidden = new bool[text.Length];
        MarkDigests(text, hidden);
        View[] views = [View.AsItIs(text), View.WithoutPercent(text, "%"), View.WithoutPercent(text, "%+"), View.WithoutBackslash(text)];
        foreach (var secret in secrets.Where(secret => secret.Length >= Shortest))
        {
            // A server may decode the bytes as Latin-1.
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

    /// <summary>Hides user name and password in each URL.</summary>
    public static string HideUserInfo(string text)
    {
        for (var slashes = text.IndexOf("//", StringComparison.Ordinal);
            slashes >= 0;
            slashes = text.IndexOf("//", slashes + 2, StringComparison.Ordinal))
        {
            var rest = text.AsSpan(slashes + 2);
            var end = rest.IndexOfAny(s_afterAuthority) is >= 0 and var found ? found : rest.Length;
            if (rest[..end].LastIndexOf('@') is > 0 and var at)
                text = $"{text.AsSpan(0, slashes + 2)}{Mask}{rest[at..]}";
        }

        return text;
    }

    /// <summary>Replaces each run of hidden characters by one mask.</summary>
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
    /// A secret inside encoded text can have three positions relative to Base64's groups of 3 bytes; the characters that encode only its
    /// bytes are then one of three texts. The whole encoded text around them is hidden, because the characters at either end hold bits of
    /// the secret too.
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

    /// <summary>The places of a form in a text, complete or cut off by "…".</summary>
    private static IEnumerable<(int At, int Length)> Places(string text, string form)
    {
        for (var at = text.IndexOf(form, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = text.IndexOf(form, at + 1, StringComparison.OrdinalIgnoreCase))
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

    /// <summary>A text with its escapes resolved.</summary>
    /// <param name="Text">The resolved text.</param>
    /// <param name="Begins">The position of each resolved character in the original text, and the end of the last.</param>
    private readonly record struct View(string Text, int[] Begins)
    {
        public static View AsItIs(string text) => new(text, [.. Enumerable.Range(0, text.Length + 1)]);

        /// <summary>%XX is a byte of UTF-8, as in a URL.</summary>
        /// <param name="marks">"%"; or "%+", where "+" is a blank, as in a URL's query.</param>
        public static View WithoutPercent(string text, string marks) => Resolved(text, marks, static (rest, bytes) =>
        {
            if (rest[0] == '+')
                return (" ", 1);
            var count = 0;
            while (count < bytes.Length && rest.Length >= 3 * (count + 1) && rest[3 * count] == '%'
                && byte.TryParse(
                    rest.Slice((3 * count) + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[count]))
                count++;
            if (count == 0)
                return ("%", 1);
            return Rune.DecodeFromUtf8(bytes[..count], out var rune, out var length) == OperationStatus.Done
                ? (rune.ToString(), 3 * length)
                : ($"{(char)bytes[0]}", 3);
        });

        /// <summary>A backslash escapes the next character, as in quotes.</summary>
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

        /// <param name="escape">The meaning of the escape at the beginning of a text, and its length.</param>
        private static View Resolved(string text, string marks, Func<ReadOnlySpan<char>, Span<byte>, (string Meant, int Length)> escape)
        {
            if (text.AsSpan().IndexOfAny(marks) < 0)
                return new View("", [0]);
            var (resolved, begins) = (new StringBuilder(text.Length), new List<int>(text.Length + 1));
            Span<byte> bytes = stackalloc byte[4];
            for (var at = 0; at < text.Length;)
            {
                var (meant, length) = marks.Contains(text[at], StringComparison.Ordinal)
                    ? escape(text.AsSpan(at), bytes)
                    : (text[at].ToString(), 1);
                resolved.Append(meant);
                begins.AddRange(Enumerable.Repeat(at, meant.Length));
                at += length;
            }

            return new View(resolved.ToString(), [.. begins, text.Length]);
        }
    }
}
