namespace Ldirectord.Import;

/// <summary>Lines of ldirectord.cf that belong together: those of the whole file, or of one virtual service.</summary>
/// <param name="head">"virtual = 10.0.0.1:80"; null for the lines of the whole file.</param>
/// <param name="title">The comment above.</param>
/// <param name="line">Of the input where it begins; 0 for none.</param>
internal sealed class CfPart(string? head, string title, int line = 0)
{
    private readonly List<CfLine> _lines = [];

    public string? Head => head;

    public int Line => line;

    public IReadOnlyList<CfLine> Lines => _lines;

    /// <summary>Adds "name = value". In a section a number sign begins a comment even inside quotes, and a line ends the value.</summary>
    public void Directive(string name, string value, Origin from, string why)
    {
        if (Unfit(value) is { } unfit)
            Loss(from, $"{name} = {value}", unfit);
        else
            _lines.Add(new CfLine(CfLineKind.Directive, from, $"{name} = {value}", why));
    }

    /// <summary>Adds "name = "value"".</summary>
    public void Quoted(string name, string value, Origin from, string why) => Directive(name, $"\"{value}\"", from, why);

    public void Remark(Origin from, string statement, string why) => _lines.Add(new CfLine(CfLineKind.Remark, from, statement, why));

    public void Loss(Origin from, string statement, string why) => _lines.Add(new CfLine(CfLineKind.Loss, from, statement, why));

    /// <summary>Adds what was collected elsewhere.</summary>
    public void Add(IEnumerable<CfLine> lines) => _lines.AddRange(lines);

    /// <summary>A directive that check refuses is a loss.</summary>
    public void Refuse(CfLine line, string why) => _lines[_lines.IndexOf(line)] = line with { Kind = CfLineKind.Loss, Why = why };

    /// <summary>The lines of ldirectord.cf, each with what it was made of; null for the head and the comments.</summary>
    /// <param name="explains">Each directive gets a comment with its rule.</param>
    public IEnumerable<CfRow> Rows(bool explains)
    {
        foreach (var text in title.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            yield return new CfRow($"# {text}", this, null);
        if (head is not null)
            yield return new CfRow(head, this, null);
        var indent = head is null ? "" : "    ";
        foreach (var one in _lines)
        {
            if (one.Kind != CfLineKind.Directive || explains)
                yield return new CfRow($"{indent}# {one.Comment}", this, null);
            if (one.Kind == CfLineKind.Directive)
                yield return new CfRow($"{indent}{one.Text}", this, one);
        }
    }

    private string? Unfit(string value) =>
        value.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 || value.Contains('\x7f') ? "its value has a control character"
        : head is not null && value.Contains('#') ? "its value has a number sign, which begins a comment in a section of ldirectord.cf"
        : null;
}
