using System.Text.RegularExpressions;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Docs;

/// <summary>The version is said in Directory.Build.props; what repeats it says the same.</summary>
public partial class VersionTests
{
    [Fact]
    public void Program_SaysTheVersionOfTheProject() =>
        Assert.Equal(Declared().Match(File.ReadAllText(Repository.PathOf("Directory.Build.props"))).Groups[1].Value, ProgramVersion.Number);

    [Fact]
    public void EachPlaceThatRepeatsTheVersion_SaysTheSame()
    {
        string[] files =
        [
            Repository.PathOf("README.md"), .. Directory.GetFiles(Repository.PathOf("docs"), "*.md"),
            .. Directory.GetFiles(Repository.PathOf("man")),
        ];
        var said = files.SelectMany(file => Repeated().Matches(File.ReadAllText(file))
            .Select(match => (File: Path.GetFileName(file), Version: match.Groups[1].Value))).ToList();
        Assert.All(said, place => Assert.Equal((place.File, ProgramVersion.Number), place));
        foreach (var file in (string[])["README.md", "install.md", "ldirectord.8", "ldirectord.cf.5", "lvs-realserver.8"])
            Assert.Contains(file, said.Select(place => place.File));
        Assert.Equal(ProgramVersion.Number, Heading().Match(File.ReadAllText(Repository.PathOf("CHANGELOG.md"))).Groups[1].Value);
    }

    [GeneratedRegex("<Version>(.*)</Version>")]
    private static partial Regex Declared();

    /// <summary>"Ldirectord.Net 0.1.0", "ldirectord-net_0.1.0_amd64.deb", "lvs-realserver-0.1.0-1.noarch.rpm".</summary>
    [GeneratedRegex(@"(?:Ldirectord\.Net |ldirectord-net(?:-console)?[-_]|lvs-realserver[-_]|\*\*Status\*\*: )(\d+\.\d+\.\d+)")]
    private static partial Regex Repeated();

    [GeneratedRegex(@"(?m)^## (\S+)")]
    private static partial Regex Heading();
}
