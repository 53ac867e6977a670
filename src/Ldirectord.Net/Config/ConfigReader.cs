using System.Collections.Immutable;

namespace Ldirectord.Config;

/// <summary>What came of reading a file: a configuration, unless one of the diagnostics is an error.</summary>
internal sealed record ConfigResult(DirectorConfig? Config, ImmutableArray<Diagnostic> Diagnostics)
{
    public IEnumerable<Diagnostic> Errors => Diagnostics.Where(d => d.Severity == Severity.Error);
}

/// <summary>Reads a configuration file: text, then grammar, then binder. Never throws for what a file, or its absence, may hold.</summary>
internal static class ConfigReader
{
    /// <summary>Blocking: opens the file and resolves its names.</summary>
    public static ConfigResult ReadFile(string path) =>
        new(null, [new Diagnostic(Severity.Error, path, 0, 0, "the binder is being written")]);
}
