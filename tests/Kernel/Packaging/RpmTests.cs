namespace Ldirectord.Kernel.Packaging;

/// <summary>What is in the RPMs, and what rpmlint says of them.</summary>
public sealed class RpmTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rpm-").FullName;
    private RpmPackages _packages = null!;

    public async ValueTask InitializeAsync() => _packages = await RpmPackages.BuildAsync(_folder, "7.0");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task SameTree_GivesTheSameFilesThatRpmlintAccepts()
    {
        var configuration = Path.Combine(DebianPackage.Repository, "rpm", "rpmlint.toml");
        Assert.Contains("3 packages and 0 specfiles checked; 0 errors, 0 warnings",
            await DebianPackage.RunAsync("rpmlint", ["-c", configuration, .. _packages.All]), StringComparison.Ordinal);
        var again = await RpmPackages.BuildAsync(Directory.CreateDirectory(Path.Combine(_folder, "again")).FullName, "7.0");
        foreach (var (one, other) in _packages.All.Zip(again.All))
            Assert.True(File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other)), $"two builds of {one} differ");
    }

    [Fact]
    public async Task Director_HasAllThatGoesWithTheProgramAndNoConfiguration()
    {
        var files = await FilesAsync(_packages.Director);
        foreach (var file in (string[])
            [
                "/usr/sbin/ldirectord", "/etc/logrotate.d/ldirectord", "/usr/lib/systemd/system/ldirectord.service",
                "/usr/lib/systemd/system/ldirectord@.service", "/usr/share/man/man8/ldirectord.8.gz",
                "/usr/share/man/man5/ldirectord.cf.5.gz",
                "/usr/share/bash-completion/completions/ldirectord", "/usr/share/zsh/site-functions/_ldirectord",
                "/usr/lib/ocf/resource.d/ldirectord-net/ldirectord", "/usr/share/doc/ldirectord-net/README.md",
                "/usr/share/doc/ldirectord-net/CHANGELOG.md", "/usr/share/doc/ldirectord-net/docs/migration.md",
                "/usr/share/doc/ldirectord-net/examples/ldirectord.cf", "/usr/share/doc/ldirectord-net/examples/hardened.conf",
                "/usr/share/doc/ldirectord-net/contrib/prometheus/ldirectord.rules.yml", "/usr/share/licenses/ldirectord-net/LICENSE",
            ])
            Assert.Contains(file, files);
        Assert.DoesNotContain(files, file => file.StartsWith("/etc/", StringComparison.Ordinal) && file != "/etc/logrotate.d/ldirectord");
        Assert.DoesNotContain(files, file => file.Contains("console.s", StringComparison.Ordinal));
        Assert.Equal("ldirectord", await QueryAsync(_packages.Director, "[%{CONFLICTNAME}]"));
        Assert.Equal("x86_64 /etc/logrotate.d/ldirectord\n",
            await QueryAsync(_packages.Director, "%{ARCH} ")
                + await DebianPackage.RunAsync("rpm", "-qp", "--configfiles", _packages.Director));
        Assert.Contains("libssl.so.3()(64bit)\n", await QueryAsync(_packages.Director, "[%{REQUIRENAME}\n]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConsoleAndRealServer_AreForAnyMachine()
    {
        Assert.Equal(
            [
                "/usr/lib/systemd/system/ldirectord-console.service", "/usr/lib/systemd/system/ldirectord-console.socket",
                "/usr/share/licenses/ldirectord-net-console", "/usr/share/licenses/ldirectord-net-console/LICENSE",
            ],
            await FilesAsync(_packages.Console));
        Assert.Equal(
            [
                "/etc/default/lvs-realserver", "/usr/lib/systemd/system/lvs-realserver@.service", "/usr/sbin/lvs-realserver",
                "/usr/share/licenses/lvs-realserver", "/usr/share/licenses/lvs-realserver/LICENSE",
                "/usr/share/man/man8/lvs-realserver.8.gz",
            ],
            await FilesAsync(_packages.RealServer));
        foreach (var package in (string[])[_packages.Console, _packages.RealServer])
            Assert.Equal("noarch", await QueryAsync(package, "%{ARCH}"));
    }

    [Fact]
    public async Task Scriptlets_AreFlawlessShell() => Assert.Equal("", await DebianPackage.RunAsync("shellcheck",
    [
        "-x", "-P", DebianPackage.Repository,
        .. ((string[])["rpm/build", "rpm/scriptlets.sh", "packaging/directors.sh", "packaging/version", "packaging/epoch"])
            .Select(file => Path.Combine(DebianPackage.Repository, file)),
    ]));

    private static async Task<string[]> FilesAsync(string package) =>
        (await DebianPackage.RunAsync("rpm", "-qpl", package)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Task<string> QueryAsync(string package, string format) => DebianPackage.RunAsync("rpm", "-qp", "--qf", format, package);
}
