using System.Collections.Immutable;

namespace Ldirectord.Config;

/// <summary>
/// Collects what there is to say about a file, and puts it in the order in which the original comes to each: it reads on to the end of a section
/// before it looks up the section's addresses, so an unknown directive is named before an unknown host above it.
/// </summary>
internal sealed class Report(string path)
{
    private readonly List<(int ReachedAt, Diagnostic Diagnostic)> _entries = [];

    public bool HasErrors { get; private set; }

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

    /// <summary>What all of the reports say; of what is reached at the same line, the first report's first.</summary>
    public static ImmutableArray<Diagnostic> InOrder(params ReadOnlySpan<Report> reports)
    {
        var entries = new List<(int ReachedAt, Diagnostic Diagnostic)>();
        foreach (var report in reports)
            entries.AddRange(report._entries);
        return [.. entries.OrderBy(entry => entry.ReachedAt).Select(entry => entry.Diagnostic)];
    }

    private void Add(Diagnostic diagnostic, int reachedAt)
    {
        HasErrors |= diagnostic.Severity == Severity.Error;
        _entries.Add((reachedAt == 0 ? diagnostic.Line : reachedAt, diagnostic));
    }
}
