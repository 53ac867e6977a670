namespace Ldirectord.Config;

/// <summary>An error refuses the file, a warning does not.</summary>
internal enum Severity
{
    Warning,
    Error,
}
