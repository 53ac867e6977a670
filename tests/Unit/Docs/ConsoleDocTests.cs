using Ldirectord.Tests.Support;
using Ldirectord.Web;

namespace Ldirectord.Tests.Docs;

/// <summary>console.cf in the manual, the page and the sample.</summary>
public class ConsoleDocTests
{
    public static TheoryData<string> Names => [.. ConsoleConfigReader.Names];

    [Theory, MemberData(nameof(Names))]
    public void EveryDirective_IsDocumentedAndInTheSample(string name)
    {
        Assert.Contains($".BI \"{name} = \"", File.ReadAllText(Repository.PathOf("man", "ldirectord.8")), StringComparison.Ordinal);
        Assert.Contains($"`{name}`", File.ReadAllText(Repository.PathOf("docs", "console.md")), StringComparison.Ordinal);
        Assert.Contains($"\n#{name} = ", Sample, StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_IsRightAsItIsAndWithEveryDirective()
    {
        Assert.Empty(ConsoleConfigReader.Read("console.cf", Sample).Diagnostics);
        var all = Sample.Split('\n').Select(line => line is ['#', not ' ', ..] ? line[1..] : line);
        Assert.Empty(ConsoleConfigReader.Read("console.cf", string.Join('\n', all)).Diagnostics);
    }

    private static string Sample => File.ReadAllText(Repository.PathOf("etc", "ha.d", "console.cf"));
}
