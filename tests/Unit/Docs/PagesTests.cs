using System.Text.RegularExpressions;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Docs;

/// <summary>README.md and docs/*.md: their length, their links, and the files they name.</summary>
public sealed partial class PagesTests
{
    public static TheoryData<string> Pages =>
    [
        "README.md",
        "CONTRIBUTING.md",
        .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").Select(page => $"docs/{Path.GetFileName(page)}").Order(),
    ];

    [Fact]
    public void Readme_IsReadInFiveMinutes() => Assert.InRange(File.ReadLines(Repository.PathOf("README.md")).Count(), 1, 150);

    [Fact]
    public void EveryPage_IsLinkedFromTheReadme()
    {
        string readme = File.ReadAllText(Repository.PathOf("README.md"));
        var others = Pages.Select(page => page.Data).Where(page => page != "README.md");
        Assert.All(others, page => Assert.Contains($"]({page})", readme, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Pages))]
    public void EveryLink_LeadsToAFileAndAHeading(string page)
    {
        foreach (Match link in Link().Matches(File.ReadAllText(Repository.PathOf(page))))
        {
            string target = link.Groups[1].Value.Length == 0 ? Path.GetFileName(page) : link.Groups[1].Value;
            string path = Path.Combine(Path.GetDirectoryName(Repository.PathOf(page))!, target);
            Assert.True(File.Exists(path) || Directory.Exists(path), $"{page}: {link.Value}");
            if (link.Groups[2].Value is { Length: > 0 } anchor)
                Assert.Contains(anchor, Anchors(path));
        }
    }

    [Fact]
    public void EveryFileOfTheSourceMap_Exists()
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "architecture.md"));
        string map = page[page.IndexOf("## Source map", StringComparison.Ordinal)..];
        var files = SourceFile().Matches(map).Select(file => file.Groups[1].Value).ToList();
        Assert.True(files.Count > 10);
        Assert.All(files, file => Assert.True(File.Exists(Repository.PathOf("src", "Ldirectord.Net", file)), file));
    }

    /// <summary>The names by which GitHub's pages link to headings.</summary>
    private static HashSet<string> Anchors(string page) =>
        [.. File.ReadLines(page).Where(line => line.StartsWith('#'))
            .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([A-Z]\w*/[\w/]+\.cs)`")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
