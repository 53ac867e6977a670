using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ldirectord.Kernel.Packaging;

/// <summary>What "make dist" leaves, and the list of what is inside the program.</summary>
public sealed partial class DistTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dist-").FullName;

    public async ValueTask InitializeAsync() => await DebianPackage.RunAsync(Script("dist"), _folder);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Dist_HasSourcesPackagesListAndSums()
    {
        var version = (await DebianPackage.RunAsync(Script("version"))).Trim();
        string[] files =
        [
            $"ldirectord-net-{version}-1.x86_64.rpm", $"ldirectord-net-{version}-1.aarch64.rpm", $"ldirectord-net_{version}_arm64.deb",
            $"ldirectord-net-{version}.cdx.json", $"ldirectord-net-{version}.tar.gz",
            $"ldirectord-net-console-{version}-1.noarch.rpm", $"ldirectord-net_{version}_amd64.deb",
            $"lvs-realserver-{version}-1.noarch.rpm", $"lvs-realserver_{version}_all.deb",
        ];
        Assert.Equal([.. files.Append("SHA256SUMS").Order(StringComparer.Ordinal)],
            Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(files.Length, Regex.Count(
            await DebianPackage.RunAsync("sh", "-c", $"cd {_folder} && sha256sum --check --strict SHA256SUMS"), "(?m): OK$"));
        var archive = await DebianPackage.RunAsync("tar", "-tzf", Path.Combine(_folder, $"ldirectord-net-{version}.tar.gz"));
        foreach (var file in (string[])["Makefile", "SOURCE_DATE_EPOCH", "src/Ldirectord.Net/packages.aot.lock.json"])
            Assert.Contains($"ldirectord-net-{version}/{file}\n", archive, StringComparison.Ordinal);

        var text = await File.ReadAllTextAsync(Path.Combine(_folder, $"ldirectord-net-{version}.cdx.json"));
        Assert.Equal(text, await DebianPackage.RunAsync(Script("contents")));
        using var list = JsonDocument.Parse(text);
        Holds(list.RootElement, version);
    }

    private static void Holds(JsonElement list, string version)
    {
        Assert.Equal("CycloneDX", list.GetProperty("bomFormat").GetString());
        Assert.Equal(version, list.GetProperty("metadata").GetProperty("component").GetProperty("version").GetString());
        var parts = list.GetProperty("components").EnumerateArray().ToList();
        var references = parts.Select(part => part.GetProperty("bom-ref").GetString()!)
            .Append(list.GetProperty("metadata").GetProperty("component").GetProperty("bom-ref").GetString()!).ToList();
        Assert.Equal(references.Distinct(), references);
        foreach (var dependency in list.GetProperty("dependencies").EnumerateArray())
        {
            Assert.Contains(dependency.GetProperty("ref").GetString()!, references);
            if (dependency.TryGetProperty("dependsOn", out var needed))
                Assert.All(needed.EnumerateArray(), one => Assert.Contains(one.GetString()!, references));
        }

        // Every package that the lock file has is in the program, but for the tools of the build.
        var names = parts.Select(part => part.GetProperty("name").GetString()! + " " + part.GetProperty("version").GetString()).ToList();
        var locked = File.ReadAllText(Path.Combine(DebianPackage.Repository, "src", "Ldirectord.Net", "packages.aot.lock.json"));
        foreach (var package in Locked().Matches(locked).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}"))
            Assert.True(
                names.Contains(package) || package.StartsWith("Microsoft.NET.ILLink.Tasks ", StringComparison.Ordinal)
                || package.StartsWith("Microsoft.DotNet.ILCompiler ", StringComparison.Ordinal), package);
        foreach (var part in (string[])
            [
                "Microsoft.NETCore.App.Runtime.NativeAOT.", "Microsoft.AspNetCore.App.Runtime.",
                "runtime.linux-x64.Microsoft.DotNet.ILCompiler",
            ])
            Assert.Contains(names, name => name.StartsWith(part, StringComparison.Ordinal));

        var copyright = File.ReadAllText(Path.Combine(DebianPackage.Repository, "debian", "copyright"));
        var spec = File.ReadAllText(Path.Combine(DebianPackage.Repository, "rpm", "ldirectord-net.spec"));
        foreach (var part in parts)
        {
            var stated = Assert.Single(part.GetProperty("licenses").EnumerateArray());
            var licence = stated.GetProperty("license").GetProperty("id").GetString()!;
            Assert.Matches($@"(?m)^License: .*\b{Regex.Escape(licence)}\b", spec);
            Assert.Matches($@"(?m)^License: {(licence == "MIT" ? "Expat" : Regex.Escape(licence))}$", copyright);
        }
    }

    private static string Script(string name) => Path.Combine(DebianPackage.Repository, "packaging", name);

    [GeneratedRegex("""
        "([^"]+)": \{\s+"type": "\w+",(?:\s+"requested": "[^"]*",)?\s+"resolved": "([^"]+)"
        """)]
    private static partial Regex Locked();
}
