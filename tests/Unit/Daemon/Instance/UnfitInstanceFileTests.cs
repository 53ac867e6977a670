
using Ldirectord.Daemon;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Daemon;

/// <summary>A pipe, device or folder in place of a pid or lock file names no daemon and blocks no reader.</summary>
public sealed class UnfitInstanceFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Kinds => UnfitFiles.Kinds;

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task InThePidFilesPlace_IsStaleAndReplaced(string kind, string message)
    {
        Assert.NotEmpty(message);
        var path = _folder.Path("x.pid");
        UnfitFiles.Put(kind, path);
        Assert.Equal(RunState.Stale, await UnfitFiles.AtOnceAsync(() => new PidFile(path).Look("x", out _)));
        await UnfitFiles.AtOnceAsync(() =>
        {
            new PidFile(path).Remove(4242);
            new PidFile(path).Write(4242);
            return 0;
        });
        Assert.Equal("4242\n", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("pipe", "it is a named pipe: expected a file")]
    [InlineData("link to /dev/zero", "it is a device: expected a file")]
    public async Task InTheLocksPlace_IsOneSentence(string kind, string message)
    {
        var path = _folder.Path("x.lock");
        UnfitFiles.Put(kind, path);
        Assert.Null(await UnfitFiles.AtOnceAsync(() => InstanceLock.Look(path)));
        var error = await Assert.ThrowsAsync<IOException>(() => UnfitFiles.AtOnceAsync(() => InstanceLock.TryTake(path)));
        Assert.StartsWith($"cannot write the lock file {path}: {message}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PidFile_IsForEverybodyToReadAndForItsOwnerToWrite()
    {
        var path = _folder.Path("x.pid");
        // What a process of this number left, wherever it leads, is not written through.
        File.CreateSymbolicLink(path + ".4242", _folder.Path("elsewhere"));
        new PidFile(path).Write(4242);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(path));
        Assert.False(File.Exists(_folder.Path("elsewhere")));
    }
}
