using System.Collections.Immutable;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>Collects the errors and warnings of a file, or of a part of it.</summary>
internal sealed class DiagnosticList(string path)
{
    private readonly List<Diagnostic> _entries = [];

    public bool HasErrors { get; private set; }

    public int Count => _entries.Count;

    public void Error(int line, int column, string message) => Add(new Diagnostic(Severity.Error, path, line, column, message));

    public void Warning(int line, int column, string message) => Add(new Diagnostic(Severity.Warning, path, line, column, message));

    /// <summary>A warning: we accept what the original refuses.</summary>
    public void OriginalRefuses(int line, int column, string message) =>
        Add(new Diagnostic(Severity.Warning, path, line, column, message) { IsPortability = true });

    /// <summary>An error: we refuse what the original accepts.</summary>
    public void OriginalAccepts(int line, int column, string message) =>
        Add(new Diagnostic(Severity.Error, path, line, column, message) { IsPortability = true });

    public void AddRange(DiagnosticList other)
    {
        HasErrors |= other.HasErrors;
        _entries.AddRange(other._entries);
    }

    /// <summary>Replaces each entry.</summary>
    public void Adapt(Func<Diagnostic, Diagnostic> change)
    {
        for (int i = 0; i < _entries.Count; i++)
            _entries[i] = change(_entries[i]);
    }

    /// <summary>The entries of all lists by line; entries of the same line in the order of the lists.</summary>
    public static ImmutableArray<Diagnostic> ByLine(params ReadOnlySpan<DiagnosticList> lists)
    {
        var entries = new List<Diagnostic>();
        foreach (var list in lists)
            entries.AddRange(list._entries);
        return [.. entries.OrderBy(entry => entry.Line)];
    }

    private void Add(Diagnostic diagnostic)
    {
        HasErrors |= diagnostic.Severity == Severity.Error;
        // The message may quote the system, and the system a file's name.
        _entries.Add(diagnostic with { Message = Printable.Of(diagnostic.Message) });
    }
}
