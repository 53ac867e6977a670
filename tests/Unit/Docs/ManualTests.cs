using System.Text.RegularExpressions;
using Ldirectord.Tests.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Docs;

/// <summary>The manual pages: whole, well-formed, and with examples that are what they say.</summary>
public partial class ManualTests
{
    [Fact]
    public void EveryDirective_IsInTheManual()
    {
        string text = File.ReadAllText(Repository.PathOf("man", "ldirectord.cf.5"));
        Assert.All(Directives.Names, name => Assert.Matches($@"(?m)^\.BI \x22{name} = ", text));
        Assert.All(Entry().Matches(text).Select(entry => entry.Groups[1].Value), name => Assert.Contains(name, Directives.Names));
    }

    [Fact]
    public void EveryDirective_HasItsPlaceAndItsDefaultInTheManual()
    {
        // Of a directive that begins a service, or repeats another one for IPv6, or is never without a value, there is no default.
        string text = File.ReadAllText(Repository.PathOf("man", "ldirectord.cf.5"));
        foreach (var name in Directives.Names.Except(["virtual", "virtual6", "real", "real6", "fallback6", "load"]))
        {
            string entry = Regex.Match(text, $@"(?ms)^\.BI \x22{name} = .*?(?=^\.TP\n\.BI |^\.SH )").Value;
            Assert.True(Regex.IsMatch(entry, "[Dd]efault"), $"{name}: {entry}");
        }
    }

    [Fact]
    public void Examples_AreConfigurations()
    {
        string text = File.ReadAllText(Repository.PathOf("man", "ldirectord.cf.5"));
        var examples = Example().Matches(text)
            .Select(example => Reading.Read(example.Groups[1].Value.Replace(@"\(dq", "\"", StringComparison.Ordinal))).ToList();
        Assert.Equal(["192.0.2.80:80", "[2001:db8::80]:143", "1"],
            examples.Select(read => Assert.Single(read.Config!.VirtualServices).Id.ToString()));
        Assert.All(examples, read => Assert.All(read.Diagnostics, diagnostic => Assert.True(diagnostic.IsPortability, diagnostic.Message)));
    }

    [Theory]
    [InlineData("ldirectord.8")]
    [InlineData("ldirectord.cf.5")]
    public async Task Page_IsWellFormed(string page)
    {
        Tool.Need("/usr/bin/mandoc", "mandoc");
        var (code, said) = await Tool.RunAsync("/usr/bin/mandoc", ["-T", "lint", "-W", "warning", Repository.PathOf("man", page)]);
        Assert.Equal((0, ""), (code, said));
    }

    [GeneratedRegex(@"(?m)^\.BI \x22(\w+) = ")]
    private static partial Regex Entry();

    [GeneratedRegex(@"(?s)\.RS 4\n(.*?)\.RE")]
    private static partial Regex Example();
}
