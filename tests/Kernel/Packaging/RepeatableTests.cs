using Ldirectord.Kernel.Daemon;

namespace Ldirectord.Kernel.Packaging;

/// <summary>The same sources give the same bytes, wherever they lie.</summary>
public sealed class RepeatableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("repeatable-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task SourcesInAnotherFolder_GiveTheSameProgramAndPackages()
    {
        // As an archive has them: without history. In another order, as folders list files in the order in which they came.
        var copy = Path.Combine(_folder, "of", "another", "depth");
        var files = await DebianPackage.RunAsync(
            "git", "-C", DebianPackage.Repository, "ls-files", "--cached", "--others", "--exclude-standard");
        foreach (var file in files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            var from = Path.Combine(DebianPackage.Repository, file);
            if (!File.Exists(from))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, file))!);
            File.Copy(from, Path.Combine(copy, file));
        }
        await DebianPackage.RunAsync(
            "env", "MSBUILDDISABLENODEREUSE=1", $"PATH={UselessClang()}:{Environment.GetEnvironmentVariable("PATH")}",
            "make", "-C", copy, "build");
        Same(Executable.Path, Path.Combine(copy, "artifacts", "ldirectord"));

        foreach (var packer in (string[])["debian/build", "rpm/build"])
        {
            var here = await PackAsync(DebianPackage.Repository, packer, "here");
            var there = await PackAsync(copy, packer, "there");
            Assert.Equal(here.Select(Path.GetFileName), there.Select(Path.GetFileName));
            foreach (var (one, other) in here.Zip(there))
                Same(one, other);
        }
    }

    /// <summary>With clang the program would be another one, so that it is not asked even where it is installed.</summary>
    /// <returns>A folder with a clang that fails.</returns>
    private string UselessClang()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "tools")).FullName;
        var clang = Path.Combine(folder, "clang");
        File.WriteAllText(clang, "#!/bin/sh\necho 'clang was asked' >&2\nexit 1\n");
        File.SetUnixFileMode(clang, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    private async Task<string[]> PackAsync(string sources, string packer, string folder)
    {
        var packages = Directory.CreateDirectory(Path.Combine(_folder, folder, packer)).FullName;
        await DebianPackage.RunAsync("env", "SOURCE_DATE_EPOCH=1700000000", Path.Combine(sources, packer), "7.0", packages);
        return [.. Directory.GetFiles(packages).Order(StringComparer.Ordinal)];
    }

    private static void Same(string one, string other) =>
        Assert.True(File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other)), $"{one} and {other} differ");
}
