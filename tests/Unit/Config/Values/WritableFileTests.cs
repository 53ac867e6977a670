
using Ldirectord.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Config;

/// <summary>Every command reads the configuration; none may make a file for that.</summary>
public sealed class WritableFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("logfile=\"{0}\"\n")]
    [InlineData("virtual=10.0.0.1:80\n\treal=10.0.1.1:80 gate\n\tmonitorfile={0}\n")]
    public void MissingFile_IsNotCreated(string text)
    {
        Assert.Empty(Errors(text, _folder.Path("new")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.FullName));
    }

    [Fact]
    public void LinkToAMissingFile_IsAFileThatCanBeCreated()
    {
        File.CreateSymbolicLink(_folder.Path("link"), _folder.Path("new"));
        Assert.Empty(Errors("logfile=\"{0}\"\n", _folder.Path("link")));
        Assert.False(File.Exists(_folder.Path("new")));
    }

    [Theory]
    [InlineData("", "it is a directory: expected a file")]
    [InlineData("no/log", "its directory does not exist")]
    [InlineData("file/log", "its directory does not exist")]
    [InlineData("link", "its directory does not exist")]
    [InlineData("loop", "too many levels of symbolic links")]
    [InlineData("a\0b", "its name holds a NUL character", "a\\x00b")]
    public void FileThatCannotBeCreated_IsAnError(string name, string message, string? shown = null)
    {
        _folder.Write("file", "");
        File.CreateSymbolicLink(_folder.Path("link"), _folder.Path("no/log"));
        File.CreateSymbolicLink(_folder.Path("loop"), _folder.Path("loop"));
        var path = _folder.Path(name);
        Assert.Equal($"cannot open logfile {_folder.Path(shown ?? name)}: {message}", Assert.Single(Errors("logfile=\"{0}\"\n", path)));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    public void NameThatIsTooLong_IsAnError(int length)
    {
        var errors = Errors("logfile=\"{0}\"\n", _folder.Path(new string('x', length)));
        if (length <= 255)
            Assert.Empty(errors);
        else
            Assert.EndsWith(": its name is too long", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void UnderASupervisor_NoLogfileIsLookedFor() =>
        Assert.Empty(Errors("supervised=yes\nlogfile=\"{0}\"\n", "/nonexistent/log"));

    private static List<string> Errors(string text, string path) =>
        [.. ConfigReader.ReadText("a.cf", text.Replace("{0}", path, StringComparison.Ordinal)).Errors.Select(error => error.Message)];
}
