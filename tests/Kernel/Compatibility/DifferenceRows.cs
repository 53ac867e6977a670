namespace Ldirectord.Kernel.Compatibility;

/// <summary>The first column of the tables in docs/differences.md: the names by which stories declare what differs on purpose.</summary>
internal static class DifferenceRows
{
    public static IReadOnlySet<string> All { get; } = Read();

    private static HashSet<string> Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        string page;
        while (!File.Exists(page = Path.Combine(folder.FullName, "docs", "differences.md")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests are not inside the repository");
        return File.ReadLines(page)
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line[2..line.IndexOf(" | ", StringComparison.Ordinal)])
            .ToHashSet(StringComparer.Ordinal);
    }
}
