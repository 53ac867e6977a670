using System.Text.RegularExpressions;

namespace Ldirectord.Kernel.Packaging;

/// <summary>What is in the Debian package, and what Debian's own judge says of it.</summary>
public sealed partial class PackageTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deb-").FullName;
    private string _package = "";

    public async ValueTask InitializeAsync() => _package = await DebianPackage.BuildAsync(_folder, "7.0");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task SameTree_GivesTheSameFilesThatLintianAccepts()
    {
        Assert.SkipWhen(!File.Exists("/usr/bin/lintian"), "needs the Debian package lintian: apt-get install lintian");
        var judged = DebianPackage.RunAsync("/usr/bin/lintian", "--fail-on", "error", "--allow-root", "--no-tag-display-limit", _package,
            DebianPackage.RealServerOf(_package));
        var again = await DebianPackage.BuildAsync(Directory.CreateDirectory(Path.Combine(_folder, "again")).FullName, "7.0");
        foreach (var (one, other) in ((string, string)[])
            [(_package, again), (DebianPackage.RealServerOf(_package), DebianPackage.RealServerOf(again))])
            Assert.True(File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other)), $"two builds of {one} differ");
        // Its advice against paths is for programs of the PATH; policy-rc.d is none.
        Assert.DoesNotContain(
            (await judged).Split('\n'), line => line.StartsWith("W:", StringComparison.Ordinal)
            && !line.Contains("command-with-path", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Package_HasAllThatGoesWithTheProgramAndNoConfiguration()
    {
        var files = (await DebianPackage.RunAsync("dpkg-deb", "-c", _package)).Split('\n').Select(line => line.Split(" ./")[^1]).ToList();
        foreach (var file in (string[])
            [
                "usr/sbin/ldirectord", "etc/init.d/ldirectord", "etc/logrotate.d/ldirectord", "lib/systemd/system/ldirectord.service",
                "lib/systemd/system/ldirectord-console.service", "lib/systemd/system/ldirectord-console.socket",
                "usr/share/doc/ldirectord-net/examples/console.cf",
                "usr/share/man/man8/ldirectord.8.gz", "usr/share/man/man5/ldirectord.cf.5.gz",
                "usr/share/bash-completion/completions/ldirectord",
                "usr/share/zsh/vendor-completions/_ldirectord", "usr/share/doc/ldirectord-net/copyright",
                "usr/share/doc/ldirectord-net/changelog.gz",
                "usr/share/doc/ldirectord-net/README.md", "usr/share/doc/ldirectord-net/examples/ldirectord.cf",
                "usr/share/doc/ldirectord-net/docs/migration.md", "usr/share/doc/ldirectord-net/docs/examples/web.cf",
                "usr/share/doc/ldirectord-net/contrib/prometheus/ldirectord.rules.yml",
                "usr/lib/ocf/resource.d/ldirectord-net/ldirectord", "usr/share/doc/ldirectord-net/contrib/pacemaker/clone.crm",
                "usr/share/doc/ldirectord-net/contrib/grafana/ldirectord.json",
            ])
            Assert.Contains(file, files);
        Assert.DoesNotContain(files, file => file.StartsWith("etc/ha.d/", StringComparison.Ordinal) && file != "etc/ha.d/");
        foreach (var field in (string[])["Provides", "Conflicts", "Replaces"])
            Assert.Equal("ldirectord\n", await DebianPackage.RunAsync("dpkg-deb", "-f", _package, field));
    }

    [Fact]
    public async Task PackageOfARealServer_IsForAnyMachine()
    {
        var package = DebianPackage.RealServerOf(_package);
        var files = (await DebianPackage.RunAsync("dpkg-deb", "-c", package)).Split('\n')
            .Where(line => line.StartsWith('-')).Select(line => line.Split(" ./")[^1]);
        Assert.Equal(
            [
                "etc/default/lvs-realserver", "lib/systemd/system/lvs-realserver@.service", "usr/sbin/lvs-realserver",
                "usr/share/doc/lvs-realserver/changelog.gz", "usr/share/doc/lvs-realserver/copyright",
                "usr/share/man/man8/lvs-realserver.8.gz",
            ],
            files.Order(StringComparer.Ordinal));
        Assert.Equal("all\n", await DebianPackage.RunAsync("dpkg-deb", "-f", package, "Architecture"));
    }

    [Fact]
    public async Task LinkOfTheDocumentation_LeadsToAFileOfThePackage()
    {
        var folder = Path.Combine(_folder, "unpacked");
        await DebianPackage.RunAsync("dpkg-deb", "-x", _package, folder);
        var home = Path.Combine(folder, "usr/share/doc/ldirectord-net");
        var broken = (
            from page in Directory.EnumerateFiles(Path.Combine(home, "docs"), "*.md").Append(Path.Combine(home, "README.md"))
            from Match link in MarkdownLink().Matches(File.ReadAllText(page))
            let target = link.Groups[1].Value
            where !target.Contains(':', StringComparison.Ordinal) && !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target))
            select target).Distinct().Order(StringComparer.Ordinal);
        // Of who works on the program; and what Debian wants in a form of its own.
        Assert.Equal(["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "etc/ha.d/demo.cf"], broken);
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)")]
    private static partial Regex MarkdownLink();
}
