using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers.Processors;

/// <summary>The Debian package that "make deb ARCH=arm64" leaves, unpacked.</summary>
public sealed class Arm64PackageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ldirectord-arm64-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Package_IsForArm64_NeedsItsGlibc_AndHoldsAProgramThatRuns()
    {
        var built = await Tool.RunAsync(
            Repository.PathOf("debian", "build"), ["9.9.9", _folder.FullName], ("ARCH", "arm64"), ("MAKEFLAGS", ""));
        Assert.True(built.Code == 0, built.Said);
        var package = Path.Combine(_folder.FullName, "ldirectord-net_9.9.9_arm64.deb");

        var fields = await Tool.RunAsync("dpkg-deb", ["--field", package, "Architecture", "Version", "Depends"]);
        Assert.Equal(
            "Architecture: arm64\nVersion: 9.9.9\nDepends: libc6 (>= 2.34), libpcre2-8-0, libssl3, passwd\n", fields.Said);

        var root = Path.Combine(_folder.FullName, "root");
        Assert.Equal((0, ""), await Tool.RunAsync("dpkg-deb", ["--extract", package, root]));
        var (code, said) = await Tool.RunAsync(
            "qemu-aarch64-static", ["-L", BuiltProgram.Arm64Libraries, Path.Combine(root, "usr", "sbin", "ldirectord"), "--version"]);
        Assert.Equal(0, code);
        Assert.StartsWith("Ldirectord.Net ", said, StringComparison.Ordinal);
    }
}
