using Ldirectord.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Config;

/// <summary>Which programs nobody else can change.</summary>
public sealed class TrustedFileTests : IDisposable
{
    private readonly ProgramFolder _folder = new();
    private readonly TemporaryFolder _other = new();

    public void Dispose()
    {
        _folder.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("755", null)]
    [InlineData("500", null)]
    [InlineData("4755", null)]
    [InlineData("775", "others than its owner may write to {0} (mode 775): expected chmod go-w")]
    [InlineData("757", "others than its owner may write to {0} (mode 757): expected chmod go-w")]
    [InlineData("644", "{0} is not executable")]
    public void ModeOfAProgram_Decides(string mode, string? problem)
    {
        var path = _folder.Add("check", mode: mode);
        Assert.Equal(problem is null ? null : string.Format(null, problem, path), TrustedFile.ProgramProblem(path));
    }

    [Fact]
    public void Directory_IsNoProgram()
    {
        var folder = Directory.CreateDirectory(_folder.Path("sub")).FullName;
        Assert.Equal($"{folder} is not a regular file", TrustedFile.ProgramProblem(folder));
    }

    [Fact]
    public void MissingFile_IsNamed() => Assert.Equal(
        $"{_folder.Path("gone")}: no such file or directory", TrustedFile.ProgramProblem(_folder.Path("gone")));

    [Fact]
    public void LinkToAProgramThatIsSafe_IsFollowed()
    {
        File.CreateSymbolicLink(_folder.Path("true"), "/bin/true");
        File.CreateSymbolicLink(_folder.Path("relative"), "true");
        Assert.Null(TrustedFile.ProgramProblem(_folder.Path("relative")));
    }

    [Fact]
    public void LinkToAFileThatOthersMayWriteTo_IsRefused()
    {
        var target = _other.Write("check", "");
        ProgramFolder.SetMode(target, "777");
        File.CreateSymbolicLink(_folder.Path("check"), target);
        Assert.Equal(
            $"others than its owner may write to {target} (mode 777): expected chmod go-w",
            TrustedFile.ProgramProblem(_folder.Path("check")));
    }

    [Theory]
    [InlineData("777")]
    [InlineData("1777")]
    public void LinkThroughAFolderThatOthersMayWriteTo_IsRefused(string mode)
    {
        // The second link could be made to lead elsewhere.
        File.CreateSymbolicLink(_other.Path("between"), "/bin/true");
        File.CreateSymbolicLink(_folder.Path("check"), _other.Path("between"));
        ProgramFolder.SetMode(_other.FullName, mode);
        Assert.Equal(
            $"others than its owner may write to {_other.FullName} (mode {mode}): expected chmod go-w",
            TrustedFile.ProgramProblem(_folder.Path("check")));
    }

    [Fact]
    public void ProgramBelowAFolderThatOthersMayWriteTo_IsRefused()
    {
        var above = Directory.CreateDirectory(_other.Path("above"));
        Directory.CreateDirectory(_other.Path("above/checks.d"));
        ProgramFolder.SetMode(above.FullName, "777");
        Assert.Equal(
            $"others than its owner may write to {above.FullName} (mode 777): expected chmod go-w",
            TrustedFile.FolderProblem(_other.Path("above/checks.d")));
    }

    [Fact]
    public void LinkThatLeadsToItself_IsRefused()
    {
        File.CreateSymbolicLink(_folder.Path("a"), _folder.Path("b"));
        File.CreateSymbolicLink(_folder.Path("b"), _folder.Path("a"));
        Assert.Equal($"{_folder.Path("a")} leads through too many links", TrustedFile.ProgramProblem(_folder.Path("a")));
    }

    [Fact]
    public async Task FileOfAnotherUser_IsRefused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root gives files away");
        var path = _folder.Add("check");
        await Tool.RunAsync("chown", ["65534", path]);
        Assert.Equal($"{path} belongs to user 65534: expected root as its owner", TrustedFile.ProgramProblem(path));
    }

    [Fact]
    public void SystemsOwnPrograms_AreSafe() => Assert.Null(TrustedFile.ProgramProblem("/usr/bin/env"));
}
