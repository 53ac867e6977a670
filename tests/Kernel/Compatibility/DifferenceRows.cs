namespace Ldirectord.Kernel.Compatibility;

/// <summary>The first column of the README's table of differences: the names by which stories declare what differs on purpose.</summary>
internal static class ReadmeRows
{
    public static IReadOnlySet<string> All { get; } = Read();

    private static HashSet<string> Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "README.md")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests are not inside the repository");
        return File.ReadLines(Path.Combine(folder.FullName, "README.md"))
            .SkipWhile(line => line != "### The table")
            .TakeWhile(line => !line.StartsWith("### Accepted", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line[2..line.IndexOf(" | ", StringComparison.Ordinal)])
            .ToHashSet(StringComparer.Ordinal);
    }
}
