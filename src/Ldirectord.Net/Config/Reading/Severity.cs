namespace Ldirectord.Config;

/// <summary>Whether a diagnostic refuses the file.</summary>
internal enum Severity
{
    Warning,
    Error,
}
