using System.Text.RegularExpressions;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers.Processors;

/// <summary>The oldest C library that the programs start with is the one that docs/install.md names.</summary>
public sealed partial class BaselineTests
{
    private static readonly string[] s_libraries = ["libc.so.6", "libm.so.6", "ld-linux-aarch64.so.1", "ld-linux-x86-64.so.2"];

    public static TheoryData<string> Programs => [BuiltProgram.X64, BuiltProgram.Arm64];

    [Theory, MemberData(nameof(Programs))]
    public async Task NewestSymbol_IsOfTheGlibcThatTheDocumentNames(string program)
    {
        var stated = Stated().Match(await File.ReadAllTextAsync(Repository.PathOf("docs", "install.md")));
        Assert.True(stated.Success);

        var needs = await ReadElfAsync("--version-info", program);

        var versions = Version().Matches(needs).Select(match => System.Version.Parse(match.Groups["version"].Value)).ToList();
        Assert.True(versions.Count > 3, needs);
        Assert.Equal(stated.Groups["version"].Value, versions.Max()!.ToString());
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task LibrariesThatAStartNeeds_AreThoseOfGlibc(string program)
    {
        var needed = Needed().Matches(await ReadElfAsync("--dynamic", program)).Select(match => match.Groups["file"].Value).ToList();
        Assert.Contains("libc.so.6", needed);
        Assert.Subset(s_libraries.ToHashSet(), needed.ToHashSet());
    }

    private static async Task<string> ReadElfAsync(string what, string program)
    {
        Assert.True(File.Exists(program), $"{program} is missing: make build, or make build ARCH=arm64");
        var (code, said) = await Tool.RunAsync("readelf", ["--wide", what, program]);
        Assert.True(code == 0, said);
        return said;
    }

    [GeneratedRegex(@"glibc (?<version>2\.\d+) or later")]
    private static partial Regex Stated();

    [GeneratedRegex(@"Name: GLIBC_(?<version>\d+(\.\d+)+)")]
    private static partial Regex Version();

    [GeneratedRegex(@"\(NEEDED\) +Shared library: \[(?<file>[^\]]+)\]")]
    private static partial Regex Needed();
}
