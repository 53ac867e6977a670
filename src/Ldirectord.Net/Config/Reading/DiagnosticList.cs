using System.Collections.Immutable;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>
/// Collects what there is to say about a file, and puts it in the order in which the original comes to each: it reads on to the end of a section
/// before it looks up the section's addresses, so an unknown directive is named before an unknown host above it.
/// </summary>
internal sealed class DiagnosticList(string path)
{
    private readonly List<(int ReachedAt, bool IsOfEnd, Diagnostic Diagnostic)> _entries = [];

    public bool HasErrors { get; private set; }

    /// <summary>What is said now is of a line that ends a section for the original: it looks up what stands above the line before it understands it.</summary>
    public bool IsOfEnd { get; set; }

    /// <param name="reachedAt">Line the original has read to when it finds this; 0: the line itself.</param>
    public void Error(int line, int column, string message, int reachedAt = 0) =>
        Add(new Diagnostic(Severity.Error, path, line, column, message), reachedAt);

    public void Warning(int line, int column, string message, int reachedAt = 0) =>
        Add(new Diagnostic(Severity.Warning, path, line, column, message), reachedAt);

    /// <summary>We accept what the original refuses.</summary>
    public void OriginalRefuses(int line, int column, string message, int reachedAt = 0) =>
        Add(new Diagnostic(Severity.Warning, path, line, column, message) { IsPortability = true }, reachedAt);

    /// <summary>We refuse what the original accepts.</summary>
    public void OriginalAccepts(int line, int column, string message, int reachedAt = 0) =>
        Add(new Diagnostic(Severity.Error, path, line, column, message) { IsPortability = true }, reachedAt);

    public int Count => _entries.Count;

    /// <summary>Says otherwise what was said since there were <paramref name="from"/> entries.</summary>
    public void Adapt(int from, Func<Diagnostic, Diagnostic> change)
    {
        for (int i = from; i < _entries.Count; i++)
            _entries[i] = _entries[i] with { Diagnostic = change(_entries[i].Diagnostic) };
    }

    /// <summary>What all of the reports say; of what is reached at the same line, the first report's first.</summary>
    public static ImmutableArray<Diagnostic> InOrder(params ReadOnlySpan<DiagnosticList> reports)
    {
        var entries = new List<(int ReachedAt, bool IsOfEnd, Diagnostic Diagnostic)>();
        foreach (var report in reports)
            entries.AddRange(report._entries);
        return [.. entries.OrderBy(entry => entry.ReachedAt).ThenBy(entry => entry.IsOfEnd).Select(entry => entry.Diagnostic)];
    }

    private void Add(Diagnostic diagnostic, int reachedAt)
    {
        HasErrors |= diagnostic.Severity == Severity.Error;
        // It may quote what the system says, and that a file's name.
        diagnostic = diagnostic with { Message = Printable.Of(diagnostic.Message) };
        _entries.Add((reachedAt == 0 ? diagnostic.Line : reachedAt, IsOfEnd, diagnostic));
    }
}
