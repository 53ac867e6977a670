
using Ldirectord.Daemon;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Daemon;

/// <summary>Where an ordinary user's dry run has its files, whatever others have laid out there.</summary>
public sealed partial class PrivateFolderTests : IDisposable
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Own => _folder.Path($"ldirectord-{EffectiveUser()}");

    [Fact]
    public void RuntimeFolderOfTheUsersOwn_IsTaken()
    {
        var runtime = Directory.CreateDirectory(_folder.Path("run"), OwnersOnly).FullName;
        Assert.Equal(runtime, PrivateFolder.Find(runtime, _folder.FullName, make: true));
        Assert.False(Directory.Exists(Own));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("relative")]
    [InlineData("/nowhere/at/all")]
    public void WithoutARuntimeFolder_OneIsMadeThatNobodyElseMayEnter(string? runtime)
    {
        Assert.Equal(Own, PrivateFolder.Find(runtime, _folder.FullName + "/", make: true));
        Assert.Equal(OwnersOnly, File.GetUnixFileMode(Own));
        Assert.Equal(Own, PrivateFolder.Find(runtime, _folder.FullName, make: true));
        Assert.Equal(Own, PrivateFolder.Find(runtime, _folder.FullName, make: false));
    }

    [Fact]
    public void RuntimeFolderThatIsOpenToOthers_OrALink_IsNotTaken()
    {
        var open = Directory.CreateDirectory(_folder.Path("open"), OwnersOnly | UnixFileMode.OtherExecute).FullName;
        var linked = Directory.CreateSymbolicLink(_folder.Path("link"),
            Directory.CreateDirectory(_folder.Path("run"), OwnersOnly).FullName).FullName;
        Assert.Equal(Own, PrivateFolder.Find(open, _folder.FullName, make: true));
        Assert.Equal(Own, PrivateFolder.Find(linked, _folder.FullName, make: true));
    }

    [Fact]
    public void ReadOnlyUse_CreatesNothing()
    {
        Assert.Equal(Own, PrivateFolder.Find(null, _folder.FullName, make: false));
        Assert.False(Directory.Exists(Own));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhatSomebodyElseLaidOut_IsRefused(bool make)
    {
        Directory.CreateSymbolicLink(Own, Directory.CreateDirectory(_folder.Path("elsewhere"), OwnersOnly).FullName);
        Assert.Equal($"{Own} is no folder: a dry run of an ordinary user needs it as a folder of that user's own, mode 0700; remove it, "
            + "or set XDG_RUNTIME_DIR", Refusal(make));
        File.Delete(Own);
        _ = _folder.Write(Path.GetFileName(Own), "");
        Assert.Contains(" is no folder: ", Refusal(make), StringComparison.Ordinal);
        File.Delete(Own);
        Directory.CreateDirectory(Own, OwnersOnly);
        File.SetUnixFileMode(Own, OwnersOnly | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        Assert.Contains(" is open to other users (mode 0722): ", Refusal(make), StringComparison.Ordinal);
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a folder to somebody else");
        File.SetUnixFileMode(Own, OwnersOnly);
        Assert.Equal(0, ChangeOwner(Own, 65534, 65534));
        Assert.Contains(" belongs to user 65534: ", Refusal(make), StringComparison.Ordinal);
    }

    [Fact]
    public void LogThatIsALink_OrSomebodyElses_IsNotWrittenTo()
    {
        var elsewhere = _folder.Write("elsewhere", "");
        var link = _folder.Path("link.log");
        File.CreateSymbolicLink(link, elsewhere);
        Assert.Throws<IOException>(() => Log(link, own: true).Write("x"));
        Assert.Equal("", File.ReadAllText(elsewhere));
        Log(link, own: false).Write("x"); // root's, where its operator wants it
        Log(_folder.Path("own.log"), own: true).Write("x");
        Assert.Equal("x\n", File.ReadAllText(_folder.Path("own.log")));
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file to somebody else");
        Assert.Equal(0, ChangeOwner(elsewhere, 65534, 65534));
        Assert.Equal(
            $"cannot write the log file {elsewhere}: it is not a file of your own",
            Assert.Throws<IOException>(() => Log(elsewhere, own: true).CheckWritable()).Message);
    }

    private static LogFile Log(string path, bool own) => new(path, entry => entry.Message, own);

    private string Refusal(bool make) => Assert.Throws<IOException>(() => PrivateFolder.Find(null, _folder.FullName, make)).Message;

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "chown",
        StringMarshalling = System.Runtime.InteropServices.StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
