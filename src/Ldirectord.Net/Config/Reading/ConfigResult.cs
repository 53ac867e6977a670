using System.Collections.Immutable;

namespace Ldirectord.Config;

/// <summary>The result of reading a file: a configuration, or null if one of the diagnostics is an error.</summary>
internal sealed record ConfigResult(DirectorConfig? Config, ImmutableArray<Diagnostic> Diagnostics)
{
    public IEnumerable<Diagnostic> Errors => Diagnostics.Where(d => d.Severity == Severity.Error);
}
