using System.Text;
using Ldirectord.Text;

namespace Ldirectord.Status;

/// <summary>
/// Writes HTML whose texts cannot become markup: every text and every attribute's value of the page goes through here. Names of elements
/// and attributes are the program's own.
/// </summary>
internal sealed class HtmlWriter
{
    /// <summary>Characters of a text that are shown; what is cut off ends in "…".</summary>
    public const int MaximumText = 2000;

    private readonly StringBuilder _html = new();
    private readonly Stack<string> _open = new();

    /// <summary>The document type, which goes before the first element.</summary>
    public HtmlWriter Document()
    {
        _html.Append("<!DOCTYPE html>\n");
        return this;
    }

    /// <param name="attributes">One without a value (null) is left out; one with an empty value is written by its name.</param>
    public HtmlWriter Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Begin(tag, attributes);
        _open.Push(tag);
        return this;
    }

    public HtmlWriter Close()
    {
        _html.Append("</").Append(_open.Pop()).Append('>');
        return this;
    }

    /// <summary>Ends the line, for whoever reads the source.</summary>
    public HtmlWriter CloseLine()
    {
        Close();
        _html.Append('\n');
        return this;
    }

    /// <summary>A text that <see cref="Printable"/> made one line, as lines again.</summary>
    public HtmlWriter Lines(string printable)
    {
        foreach (var (index, line) in printable.Replace(@"\x0D\x0A", @"\x0A", StringComparison.Ordinal).Split(@"\x0A").Index())
        {
            if (index > 0)
                _html.Append('\n');
            Text(line);
        }

        return this;
    }

    /// <summary>An element that has no end: meta, link, input.</summary>
    public HtmlWriter Void(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Begin(tag, attributes);
        return this;
    }

    /// <summary>An element with nothing but a text in it.</summary>
    public HtmlWriter Element(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Begin(tag, attributes);
        Text(text);
        _html.Append("</").Append(tag).Append('>');
        return this;
    }

    public HtmlWriter Text(string text)
    {
        Escape(Printable.Of(text, MaximumText));
        return this;
    }

    public override string ToString() =>
        _open.Count == 0 ? _html.ToString() : throw new InvalidOperationException($"<{_open.Peek()}> is not closed");

    private void Begin(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _html.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is null)
                continue;
            _html.Append(' ').Append(name);
            if (value.Length == 0)
                continue;
            _html.Append("=\"");
            Escape(Printable.Of(value, MaximumText * 5));
            _html.Append('"');
        }

        _html.Append('>');
    }

    private void Escape(string text)
    {
        foreach (var character in text)
        {
            _ = character switch
            {
                '&' => _html.Append("&amp;"),
                '<' => _html.Append("&lt;"),
                '>' => _html.Append("&gt;"),
                '"' => _html.Append("&quot;"),
                '\'' => _html.Append("&#39;"),
                _ => _html.Append(character),
            };
        }
    }
}
