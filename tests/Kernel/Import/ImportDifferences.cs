namespace Ldirectord.Kernel.Import;

/// <summary>A line of a table in which keepalived and the translation may differ.</summary>
/// <param name="Line">A part of the line, as "ipvsadm -Sn" prints it.</param>
/// <param name="Reason">Why.</param>
internal sealed record ImportDifference(string Line, string Reason);

/// <summary>The catalogue of declared differences.</summary>
internal static class ImportDifferences
{
    public static IReadOnlyList<ImportDifference> All { get; } =
    [
        new("-t 10.9.22.1:80 -r 10.5.0.11:80", "a real server without a checker beside one with: a service of ldirectord has one check"),
    ];
}
