
using Ldirectord.Daemon;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Daemon;

public sealed class PidFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NoPidFile_IsStopped() => Assert.Equal(RunState.Stopped, Look(out _));

    [Fact]
    public void FolderInItsPlace_IsStopped()
    {
        Directory.CreateDirectory(_folder.Path("x.pid"));
        Assert.Equal(RunState.Stopped, Look(out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc\n")]
    [InlineData("-7\n")]
    [InlineData("12 34\n")]
    [InlineData("99999999999999999999\n")]
    public void Garbage_IsStale(string text)
    {
        _folder.Write("x.pid", text);
        Assert.Equal(RunState.Stale, Look(out _));
    }

    [Fact]
    public void PidOfNoProcess_IsStale()
    {
        _folder.Write("x.pid", "4242\n");
        Assert.Equal(RunState.Stale, Look(out _));
    }

    [Fact]
    public void PidOfAnotherProcess_IsStale()
    {
        Process(4242, "/usr/sbin/nginx\0-g\0daemon on;\0");
        _folder.Write("x.pid", "4242\n");
        Assert.Equal(RunState.Stale, Look(out _));
    }

    [Theory]
    [InlineData("/usr/sbin/ldirectord\0web.cf\0start\0")]
    [InlineData("vi\0/etc/ha.d/ldirectord.cf\0")]
    [InlineData("tail\0-f\0ldirectord.log\0")]
    public void PidOfAProcessWithASimilarName_IsStale(string commandLine)
    {
        Process(4242, commandLine);
        _folder.Write("x.pid", "4242\n");
        Assert.Equal(RunState.Stale, Look(out _));
    }

    [Fact]
    public void PidOfTheOriginal_IsRunning()
    {
        Process(4242, "/usr/bin/perl\0-w\0/usr/sbin/ldirectord\0web.cf\0start\0");
        _folder.Write("x.pid", "4242\n");
        Assert.Equal(RunState.Running, Look(out var pid));
        Assert.Equal(4242, pid);
    }

    [Fact]
    public void RecycledPidThatIsOurOwn_IsStale()
    {
        Process(Environment.ProcessId, "ldirectord\0web.cf\0status\0");
        _folder.Write("x.pid", $"{Environment.ProcessId}\n");
        Assert.Equal(RunState.Stale, Look(out _));
    }

    [Fact]
    public void WrittenPidFile_IsReadBack_AndLeavesNothingBeside()
    {
        Process(4242, "ldirectord\0");
        _folder.Write("x.pid", "a stale one");
        File().Write(4242);
        Assert.Equal("4242\n", System.IO.File.ReadAllText(_folder.Path("x.pid")));
        Assert.Equal(["x.pid"], Directory.EnumerateFiles(_folder.FullName).Select(Path.GetFileName));
    }

    [Fact]
    public void MissingFolder_IsSaidInWords()
    {
        var file = new PidFile(_folder.Path("no/x.pid"));
        var e = Assert.Throws<IOException>(() => file.Write(1));
        Assert.StartsWith($"cannot write the pid file {_folder.Path("no/x.pid")}: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Remove_LeavesAPidFileThatIsNoLongerOurs()
    {
        _folder.Write("x.pid", "4243\n");
        File().Remove(4242);
        Assert.True(System.IO.File.Exists(_folder.Path("x.pid")));
        File().Remove(4243);
        Assert.False(System.IO.File.Exists(_folder.Path("x.pid")));
        File().Remove(4243);
    }

    [Theory]
    [InlineData("/usr/sbin/ldirectord\0web.cf\0start\0", true)]
    [InlineData("THIS\0/etc/lvs.cf\0start\0", true)]
    [InlineData("/opt/THIS\0/etc/lvs.cf\0start\0", true)]
    [InlineData("/usr/bin/tail\0-f\0/etc/THIS\0", false)]
    [InlineData("", false)]
    public void ProgramOfAnotherName_IsADaemonIfItIsCalledAsThisOne(string commandLine, bool expected)
    {
        var own = Path.GetFileName(Environment.ProcessPath);
        Process(4242, commandLine.Replace("THIS", own, StringComparison.Ordinal));
        Assert.Equal(expected, File().IsLdirectord(4242));
    }

    private PidFile File() => new(_folder.Path("x.pid"), _folder.Path("proc"));

    private RunState Look(out int pid) => File().Look("web.cf", out pid);

    private void Process(int pid, string commandLine)
    {
        Directory.CreateDirectory(_folder.Path($"proc/{pid}"));
        _folder.Write($"proc/{pid}/cmdline", commandLine);
    }
}
