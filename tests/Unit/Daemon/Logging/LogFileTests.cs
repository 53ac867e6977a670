using Ldirectord.Daemon;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Daemon.LogSamples;

namespace Ldirectord.Tests.Daemon;

public sealed class LogFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void DryRun_HasALogOfItsOwn()
    {
        var path = _folder.Path("x.log");
        LogSink.Open(path, Line(dryRun: true)).Write("Deleted real server: 10.0.0.2:80 (10.0.0.1:80)");
        Assert.False(File.Exists(path));
        Assert.Single(File.ReadAllLines(path + ".dry-run"));
    }

    [Fact]
    public void LogThatWasRotated_IsMadeAgain()
    {
        var path = _folder.Path("x.log");
        var log = LogSink.Open(path, Line());
        log.Write("one");
        File.Move(path, path + ".1");
        log.Write("two");
        Assert.EndsWith("] one\n", File.ReadAllText(path + ".1"), StringComparison.Ordinal);
        Assert.EndsWith("] two\n", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void TwoLogsOnOneFile_KeepEachOthersLines()
    {
        var path = _folder.Path("x.log");
        var (one, two) = (LogSink.Open(path, Line()), LogSink.Open(path, Line()));
        one.Write("a");
        two.Write("b");
        one.Write("c");
        Assert.Equal(3, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void MissingFolder_IsReportedWhenTheLogIsOpened()
    {
        var path = _folder.Path("no/x.log");
        var e = Assert.Throws<IOException>(() => LogSink.Open(path, Line()));
        Assert.Equal($"cannot write the log file {path}: No such file or directory", e.Message);
    }

    [Fact]
    public void UnknownFacility_IsReportedWithTheKnownOnes()
    {
        var e = Assert.Throws<IOException>(() => LogSink.Open("local9", Line()));
        Assert.StartsWith("logfile = \"local9\" is neither an absolute path nor a syslog facility (kern, user, ", e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void FullDisk_UnderARealFile_IsAnIOException()
    {
        var log = LogSink.Open("/dev/full", Line());
        Assert.Equal("cannot write the log file /dev/full: No space left on device",
            Assert.Throws<IOException>(() => log.Write("x")).Message);
    }

    [Fact]
    public async Task PipeWithoutReader_IsReportedAtOnce_AndAcceptedAtStart()
    {
        var path = await PipeAsync();
        var log = LogSink.Open(path, Line());
        Assert.Equal($"cannot write the log file {path}: it is a pipe that nobody reads",
            Assert.Throws<IOException>(() => log.Write("x")).Message);
    }

    [Fact]
    public async Task PipeWhoseReaderHangs_GetsWholeLines_AndTheRestAfterwards()
    {
        var path = await PipeAsync();
        // Open for both, a pipe waits for no other end.
        await using var reader = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        var log = new LogFile(path, entry => entry.Message) { WriteTimeout = TimeSpan.Zero };
        var lines = Enumerable.Range(0, 30).Select(number => $"{number} {new string('x', 10_000)}").ToList();

        var taken = log.Write(lines);

        Assert.InRange(taken, 1, lines.Count - 1);
        using var text = new StreamReader(reader);
        for (var read = 0; read < lines.Count; read++)
        {
            // What is read makes room for what is left.
            Assert.Equal(lines[read], await text.ReadLineAsync(TestContext.Current.CancellationToken).AsTask()
                .WaitAsync(Probing.Ample, TestContext.Current.CancellationToken));
            if (taken < lines.Count)
                taken += log.Write(lines[taken..]);
            else if (log.HasPartialLine)
                log.Write([]);
        }
    }

    private async Task<string> PipeAsync()
    {
        var path = _folder.Path("x.log");
        Assert.Equal((0, ""), await Tool.RunAsync("/usr/bin/mkfifo", [path]));
        return path;
    }
}
