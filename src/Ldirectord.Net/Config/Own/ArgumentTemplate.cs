using System.Collections.Immutable;
using System.Text;
using Ldirectord.Checks;

namespace Ldirectord.Config;

/// <summary>
/// checkarguments: words separated by blanks, without a shell. Quotes of either kind keep blanks in a word; {real} and the like are filled
/// in for each real server, after the words are split; {{ is a brace.
/// </summary>
internal sealed class ArgumentTemplate
{
    private const string Names = "real, port, virtual, virtualport, timeout, service, login, database, virtualhost, request, receive";

    private readonly List<ImmutableArray<Part>> _words = [];

    /// <summary>A part of a word: a text, or the name of a placeholder.</summary>
    /// <param name="Offset">From the beginning of the directive's value.</param>
    public readonly record struct Part(string Text, bool IsPlaceholder, int Offset);

    private ArgumentTemplate(DirectiveReader line) => Line = line;

    public DirectiveReader Line { get; }

    public IEnumerable<Part> Placeholders => _words.SelectMany(word => word).Where(part => part.IsPlaceholder);

    /// <returns>Null after an error.</returns>
    public static ArgumentTemplate? Parse(DirectiveReader line)
    {
        if (line.Quoted() is not { } text)
            return null;
        var template = new ArgumentTemplate(line);
        return template.Split(text) ? template : null;
    }

    /// <param name="valueOf">The value of a placeholder.</param>
    public ArgumentWords Fill(Func<string, string> valueOf) => new(
        [.. _words.Select(word => string.Concat(word.Select(part => part.IsPlaceholder ? valueOf(part.Text) : part.Text)))]);

    private bool Split(string text)
    {
        var word = ImmutableArray.CreateBuilder<Part>();
        var literal = new StringBuilder();
        var (quote, quotedFrom, inWord) = ('\0', 0, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\0' && ValueSyntax.Blanks.Contains(c))
            {
                EndWord();
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c is '"' or '\'')
            {
                (quote, quotedFrom, inWord) = (c, i, true);
            }
            else if (c == '{' && text.AsSpan(i + 1).StartsWith('{'))
            {
                literal.Append(text[i++]);
            }
            else if (c == '{')
            {
                if (Placeholder(text, i) is not { } name)
                    return false;
                EndLiteral();
                word.Add(new Part(name, IsPlaceholder: true, i + 1));
                i += name.Length + 1;
            }
            else
            {
                literal.Append(c);
            }
        }

        EndWord();
        if (quote != '\0')
            Line.ErrorAt(quotedFrom + 1, $"checkarguments has no {quote} that ends the word here: expected a second one");
        return quote == '\0';

        void EndLiteral()
        {
            if (literal.Length > 0)
                word.Add(new Part(literal.ToString(), IsPlaceholder: false, 0));
            literal.Clear();
        }

        void EndWord()
        {
            EndLiteral();
            if (inWord || word.Count > 0)
                _words.Add(word.DrainToImmutable());
            inWord = false;
        }
    }

    /// <returns>The name of the placeholder that begins here; null after an error.</returns>
    private string? Placeholder(string text, int start)
    {
        var end = text.IndexOf('}', start);
        var name = end < 0 ? "" : text[(start + 1)..end];
        if (name is "passwd" or "secret")
        {
            var variable = name == "passwd" ? ProgramLaunch.PasswordVariable : ProgramLaunch.SecretVariable;
            Line.ErrorAt(start + 1, $"{{{name}}} in checkarguments: every user of this machine sees the arguments of a program. "
                + $"The program has {name} in its environment as {variable}");
            return null;
        }

        if (Names.Split(", ").Contains(name))
            return name;
        Line.ErrorAt(start + 1, end < 0
            ? "checkarguments has no } after this {: expected {real} or another placeholder, or {{ for a brace"
            : $"unknown placeholder {{{DirectiveReader.Shorten(name)}}} in checkarguments: expected one of {Names}, or {{{{ for a brace");
        return null;
    }
}
