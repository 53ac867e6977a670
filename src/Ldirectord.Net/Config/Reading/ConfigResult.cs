using System.Collections.Immutable;

namespace Ldirectord.Config;

/// <summary>What came of reading a file: a configuration, unless one of the diagnostics is an error.</summary>
internal sealed record ConfigResult(DirectorConfig? Config, ImmutableArray<Diagnostic> Diagnostics)
{
    public IEnumerable<Diagnostic> Errors => Diagnostics.Where(d => d.Severity == Severity.Error);
}
