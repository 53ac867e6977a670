using Ldirectord.Cli;
using Ldirectord.Tests.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Docs;

/// <summary>The configurations in docs/examples: each passes "check" and is listed in docs/configuration.md.</summary>
public sealed class ExamplesTests : IDisposable
{
    private const string NotForPerl = "Perl ldirectord does not know";

    private readonly TemporaryFolder _maintenance = new();

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Repository.PathOf("docs", "examples")).Select(file => Path.GetFileName(file)).Order()];

    public void Dispose() => _maintenance.Dispose();

    [Theory, MemberData(nameof(Files))]
    public void Example_PassesCheckWithoutAWarning(string file)
    {
        string text = File.ReadAllText(Repository.PathOf("docs", "examples", file));
        var read = Reading.Read(text.Replace("/etc/ha.d/maintenance\n", _maintenance.Path("") + "\n", StringComparison.Ordinal));

        using var output = new StringWriter();
        Assert.Equal((0, true), (CheckCommand.Run(read, output), read.Config is not null));
        // An example with directives that Perl ldirectord does not have says so at its beginning.
        Assert.Equal([], read.Diagnostics.Where(diagnostic => !diagnostic.IsPortability).Select(diagnostic => diagnostic.Message));
        string beginning = text[..text.IndexOf("virtual", StringComparison.Ordinal)];
        Assert.Equal(read.Diagnostics.Length > 0, beginning.Contains(NotForPerl, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryExample_IsListedInTheTour()
    {
        string tour = File.ReadAllText(Repository.PathOf("docs", "configuration.md"));
        Assert.All(Files, file => Assert.Contains($"| [{file.Data}](examples/{file.Data}) | ", tour, StringComparison.Ordinal));
    }
}
