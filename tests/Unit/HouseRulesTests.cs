using System.Text.RegularExpressions;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests;

/// <summary>Limits that keep the source easy to navigate: short lines, small files and folders, unique names.</summary>
public partial class HouseRulesTests
{
    private const int MaxColumns = 140;
    private const int MaxLines = 300;
    private const int MaxFiles = 15;

    private static readonly string[] s_projects = ["Unit", "Kernel", "KernelGuest", "RealServers"];

    [Fact]
    public void Lines_AreAtMost140Columns() => Assert.Empty(
        from file in SourceFiles()
        from line in File.ReadLines(Repository.PathOf(file)).Index()
        where line.Item.Length > MaxColumns
        select $"{file}:{line.Index + 1} has {line.Item.Length} columns");

    [Fact]
    public void Files_HaveAtMost300Lines() => Assert.Empty(
        from file in SourceFiles()
        let lines = File.ReadLines(Repository.PathOf(file)).Count()
        where lines > MaxLines
        select $"{file} has {lines} lines");

    [Fact]
    public void Folders_HaveAtMost15SourceFiles() => Assert.Empty(
        from file in SourceFiles()
        group file by Path.GetDirectoryName(file) into folder
        where folder.Count() > MaxFiles
        select $"{folder.Key} has {folder.Count()} files");

    [Fact]
    public void TypeNames_AreOfOneTestProjectOnly() => Assert.Empty(
        from project in s_projects
        from file in SourceFiles()
        where file.StartsWith($"tests/{project}/", StringComparison.Ordinal)
        from Match type in TopLevelType().Matches(File.ReadAllText(Repository.PathOf(file)))
        group project by type.Groups["name"].Value into type
        where type.Distinct().Count() > 1
        select $"{type.Key} is declared in {string.Join(" and ", type.Distinct())}");

    private static IEnumerable<string> SourceFiles() =>
        from top in new[] { "src", "tests", "bench" }
        from path in Directory.EnumerateFiles(Repository.PathOf(top), "*.cs", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(Repository.PathOf(), path)
        where !file.Split('/').Any(folder => folder is "bin" or "obj")
        select file;

    [GeneratedRegex(@"^[a-z ]*\b(class|record|struct|enum|interface) (?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
