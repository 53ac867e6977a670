using System.Text.RegularExpressions;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Docs;

/// <summary>docs/status-codes.md has each status code with the sentence of the source, and no other.</summary>
public partial class StatusCodeDocTests
{
    [Fact]
    public void ListOfTheDocumentation_IsTheOneOfTheSource()
    {
        var source = File.ReadAllText(Repository.PathOf("src", "Ldirectord.Net", "Checks", "StatusCode.cs"));
        var expected = Member().Matches(source).Select(match => (Code(match.Groups["name"].Value).Name(), match.Groups["text"].Value));
        var page = File.ReadAllText(Repository.PathOf("docs", "status-codes.md"));
        var documented = Row().Matches(page).Select(match => (match.Groups["code"].Value, match.Groups["text"].Value));
        Assert.Equal(expected.Order(), documented.Order());
        Assert.Equal(Enum.GetNames<StatusCode>().Length, expected.Count());
    }

    private static StatusCode Code(string name) => Enum.Parse<StatusCode>(name);

    [GeneratedRegex("<summary>(?<text>[^<]+)</summary>\\s+(?<name>\\w+),")]
    private static partial Regex Member();

    [GeneratedRegex("^\\| `(?<code>\\w+)` \\| (?<text>.+) \\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
