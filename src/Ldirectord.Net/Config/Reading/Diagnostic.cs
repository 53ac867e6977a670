
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>One thing to say about a configuration file.</summary>
/// <param name="Line">From 1; 0 where no line is meant.</param>
/// <param name="Column">From 1, in characters, as typed (a tab counts one); 0 where no column helps.</param>
/// <param name="Message">What is wrong and what was expected.</param>
internal sealed record Diagnostic(Severity Severity, string Path, int Line, int Column, string Message)
{
    /// <summary>
    /// Perl ldirectord decides otherwise here: of a warning, it would refuse the file; of an error, it would accept it. Such warnings concern only
    /// who takes the file back to it, so that "check" alone shows them.
    /// </summary>
    public bool IsPortability { get; init; }

    /// <summary>"PATH:LINE: MESSAGE", for where one line must do.</summary>
    public string Sentence => Line == 0 ? $"{Shown}: {Message}" : $"{Shown}:{Line}: {Message}";

    /// <summary>The path as messages have it.</summary>
    public string Shown => Printable.Of(Path);

    /// <summary>"Error [PID] reading file PATH at line N: MESSAGE", the form operators' scripts know.</summary>
    public string Format(int pid) =>
        Line == 0
            ? $"{Severity} [{pid}] reading file {Shown}: {Message}"
            : $"{Severity} [{pid}] reading file {Shown} at line {Line}: {Message}{(Column > 0 ? $" (column {Column})" : "")}";
}
