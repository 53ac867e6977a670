using System.Globalization;

namespace Ldirectord.Import;

/// <summary>Where a statement of an imported file stands.</summary>
/// <param name="File">The included file; null for the file that the command names.</param>
/// <param name="Line">From 1; 0 for what has no line, as the kernel's table.</param>
internal readonly record struct Origin(string? File, int Line)
{
    /// <summary>"line 12" or "line 12 of web.conf".</summary>
    public override string ToString() => File is null
        ? string.Create(CultureInfo.InvariantCulture, $"line {Line}")
        : string.Create(CultureInfo.InvariantCulture, $"line {Line} of {File}");
}
