using Ldirectord.Health;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Health;

public class MaintenanceStoreTests
{
    private static readonly MaintenanceName s_name = new("10.0.0.1:80", "tcp:192.0.2.1:80");
    private static readonly MaintenanceNote s_note = new("disk") { Mode = AdminState.Drain };

    [Fact]
    public void WrittenFile_IsReadAndRemoved()
    {
        using var folder = new TemporaryFolder();
        MaintenanceStore.Write(folder.FullName, s_name, MaintenanceNote.Empty);
        MaintenanceStore.Write(folder.FullName, s_name, s_note);
        Assert.Equal(["10.0.0.1:80@tcp:192.0.2.1:80"], Directory.GetFileSystemEntries(folder.FullName).Select(Path.GetFileName));
        Assert.Equal(s_note, MaintenanceStore.Read(folder.FullName, s_name.ToString(), out var problems));
        Assert.Empty(problems);
        Assert.True(MaintenanceStore.Remove(folder.FullName, s_name.ToString()));
        Assert.False(MaintenanceStore.Remove(folder.FullName, s_name.ToString()));
        Assert.Null(MaintenanceStore.Read(folder.FullName, s_name.ToString(), out _));
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullName));
    }

    [Fact]
    public void LinkInPlaceOfTheFile_IsReplacedAndNotFollowed()
    {
        using var folder = new TemporaryFolder();
        using var outside = new TemporaryFolder();
        var target = outside.Write("secret", "as it was");
        File.CreateSymbolicLink(folder.Path(s_name.ToString()), target);
        MaintenanceStore.Write(folder.FullName, s_name, s_note);
        Assert.Equal("as it was", File.ReadAllText(target));
        Assert.Null(new FileInfo(folder.Path(s_name.ToString())).LinkTarget);

        File.CreateSymbolicLink(folder.Path("web1"), target);
        Assert.True(MaintenanceStore.Remove(folder.FullName, "web1"));
        Assert.True(File.Exists(target));
    }

    [Theory]
    [InlineData("../etc/passwd")]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("web1+weight")]
    [InlineData("web1@fwm:1")]
    [InlineData("web1\0")]
    public void NameOfNoServer_IsRefused(string server)
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<IOException>(() => MaintenanceStore.Write(folder.FullName, new MaintenanceName(server), s_note));
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullName));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a/b")]
    public void PathInPlaceOfAName_IsNotRemoved(string name)
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<IOException>(() => MaintenanceStore.Remove(folder.FullName, name));
    }

    [Fact]
    public void DirectoryThatIsGone_IsSaid()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<IOException>(() => MaintenanceStore.Write(folder.Path("gone"), s_name, s_note));
        Assert.Equal("its directory does not exist", error.Message);
        Assert.Equal(
            "its directory does not exist",
            Assert.Throws<IOException>(() => MaintenanceStore.Remove(folder.Path("gone"), "web1")).Message);
    }

    [Fact]
    public void FileThatIsADirectory_StaysAndNothingIsLeftBehind()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Path("web1"));
        Assert.Throws<IOException>(() => MaintenanceStore.Write(folder.FullName, new MaintenanceName("web1"), s_note));
        Assert.Throws<IOException>(() => MaintenanceStore.Remove(folder.FullName, "web1"));
        Assert.Equal(["web1"], Directory.GetFileSystemEntries(folder.FullName).Select(Path.GetFileName));
    }

    [Fact]
    public async Task UnfitFile_CountsAsAnEmptyOneAndIsSaid()
    {
        using var folder = new TemporaryFolder();
        folder.Write("large", new string('x', MaintenanceNote.Largest + 1));
        Directory.CreateDirectory(folder.Path("directory"));
        await Tool.RunAsync("mkfifo", [folder.Path("pipe")]);
        foreach (var (name, why) in new[]
        {
            ("large", "it is larger than 4096 bytes"),
            ("directory", "it is a directory: expected a file"),
            ("pipe", "it is a named pipe: expected a file"),
        })
        {
            Assert.Equal(MaintenanceNote.Empty, MaintenanceStore.Read(folder.FullName, name, out var problems));
            Assert.Equal([$"its content does not count: {why}"], problems);
        }
    }
}
