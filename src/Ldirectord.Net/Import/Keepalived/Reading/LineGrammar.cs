using System.Text;
using Pidgin;
using static Pidgin.Parser;

namespace Ldirectord.Import;

/// <summary>
/// The characters of a line of keepalived.conf, as keepalived 2.2 reads them: words between blanks, "quoted words", backslashes before a
/// character but a brace, braces anywhere outside of quotes, and comments from # or ! to the end, outside of quotes.
/// </summary>
internal static class LineGrammar
{
    private static readonly Parser<char, char> s_blank = Parser<char>.Token(char.IsWhiteSpace);

    private static readonly Parser<char, string> s_escape = Char('\\').Then(Parser<char>.Any, (slash, c) => $"{slash}{c}");

    private static readonly Parser<char, string> s_quoted =
        Char('"').Then(s_escape.Or(Parser<char>.Token(c => c != '"').Select(c => c.ToString())).ManyString()).Before(Char('"'))
            .Select(text => $"\"{text}\"");

    /// <summary>Text until a comment; a quote that does not end is text.</summary>
    private static readonly Parser<char, string> s_uncommented =
        OneOf(Try(s_escape), Try(s_quoted), Parser<char>.Token(c => c is not ('#' or '!')).Select(c => c.ToString())).ManyString();

    private static readonly Parser<char, int> s_here = Parser<char>.CurrentOffset;

    private static readonly Parser<char, string> s_plainWord =
        OneOf(
            Try(Char('\\').Then(OneOf('#', '!', '"')).Select(c => c.ToString())),
            Parser<char>.Token(c => !char.IsWhiteSpace(c) && c is not ('{' or '}' or '"')).Select(c => c.ToString())).AtLeastOnceString();

    private static readonly Parser<char, string> s_quotedWord =
        Char('"').Then(s_escape.Or(Parser<char>.Token(c => c != '"').Select(c => c.ToString())).ManyString()).Before(Char('"'));

    private static readonly Parser<char, Token> s_token = Map(
        (start, token, end) => new Token(token.Kind, token.Text, start, end),
        s_here,
        OneOf(
            Char('{').ThenReturn((Kind: TokenKind.Open, Text: "{")),
            Char('}').ThenReturn((Kind: TokenKind.Close, Text: "}")),
            s_quotedWord.Select(text => (Kind: TokenKind.Word, Text: text)),
            s_plainWord.Select(text => (Kind: TokenKind.Word, Text: text))),
        s_here);

    private static readonly Parser<char, IEnumerable<Token>> s_tokens =
        s_blank.SkipMany().Then(s_token.Before(s_blank.SkipMany()).Many()).Before(Parser<char>.End);

    /// <summary>The line without its comment and the blanks around it.</summary>
    public static string WithoutComment(string line) =>
        line.AsSpan().IndexOfAny('#', '!') < 0 ? line.Trim() : s_uncommented.ParseOrThrow(line).Trim();

    /// <returns>Null if a quote does not end.</returns>
    public static IReadOnlyList<Token>? Tokens(string line) =>
        s_tokens.Parse(line) is { Success: true, Value: var tokens } ? [.. tokens] : null;

    /// <returns>Where a condition (@id) begins behind a brace: the rest of the line is another line. Null if none does.</returns>
    public static int? Condition(string line)
    {
        if (!line.Contains('@') || Tokens(line) is not { } tokens)
            return null;
        for (var i = 1; i < tokens.Count; i++)
        {
            if (tokens[i - 1].Kind != TokenKind.Word && line[tokens[i].Start] == '@')
                return tokens[i].Start;
        }

        return null;
    }

    /// <summary>
    /// A command as keepalived hands it to the kernel: words between blanks, in which quotes of both kinds keep blanks, and escapes as of a
    /// shell's $'…'.
    /// </summary>
    public static string[] Command(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, isWord) = ('\0', false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length)
            {
                word.Append(text[++i]);
                isWord = true;
            }
            else if (quote == '\0' && c is ('"' or '\''))
            {
                (quote, isWord) = (c, true);
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (isWord)
                    words.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        if (isWord)
            words.Add(word.ToString());
        return [.. words];
    }
}
