using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>An error or a warning about a configuration file.</summary>
/// <param name="Line">From 1; 0 for the whole file.</param>
/// <param name="Column">From 1, in characters, as typed (a tab counts one); 0 for the whole line.</param>
/// <param name="Message">The mistake, and what was expected instead.</param>
internal sealed record Diagnostic(Severity Severity, string Path, int Line, int Column, string Message)
{
    /// <summary>
    /// Perl ldirectord decides otherwise: it refuses a file with this warning, or accepts one with this error. Such a warning matters only
    /// to somebody who goes back to Perl ldirectord, so only "check" shows it.
    /// </summary>
    public bool IsPortability { get; init; }

    /// <summary>"PATH:LINE: MESSAGE", for answers of one line.</summary>
    public string Sentence => Line == 0 ? $"{Shown}: {Message}" : $"{Shown}:{Line}: {Message}";

    /// <summary>The path as it is shown in messages.</summary>
    public string Shown => Printable.Of(Path);

    /// <summary>"Error [PID] reading file PATH at line N: MESSAGE", Perl ldirectord's form, which operators' scripts match.</summary>
    public string Format(int pid) =>
        Line == 0
            ? $"{Severity} [{pid}] reading file {Shown}: {Message}"
            : $"{Severity} [{pid}] reading file {Shown} at line {Line}: {Message}{(Column > 0 ? $" (column {Column})" : "")}";
}
