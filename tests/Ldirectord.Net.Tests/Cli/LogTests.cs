using Ldirectord.Cli;
using Ldirectord.Config;
using Ldirectord.Tests.Support;
using NLog;
using NLog.Config;
using NullLogger = Microsoft.Extensions.Logging.Abstractions.NullLogger;

namespace Ldirectord.Tests.Cli;

public sealed class LogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static LogLine Line(bool dryRun = false) =>
        new(new Instance("web.cf", dryRun), 4242, new ManualTime(new DateTimeOffset(2026, 3, 5, 9, 8, 7, TimeSpan.Zero)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LineInAFile_HasCtimeNameAndPid_TheDayPaddedWithABlank() =>
        Assert.Equal("[Thu Mar  5 09:08:07 2026|web.cf|4242] Added virtual server: 10.0.0.1:80", Line().Full("Added virtual server: 10.0.0.1:80"));

    [Fact]
    public void SupervisedLine_HasTheTimeAlone() => Assert.Equal("[Thu Mar  5 09:08:07 2026] hello", Line().Timed("hello"));

    [Fact]
    public void DryRun_SaysSoInEachLine() => Assert.Equal("[Thu Mar  5 09:08:07 2026|web.cf dry-run|4242] hello", Line(dryRun: true).Full("hello"));

    [Fact]
    public void DryRun_HasALogOfItsOwn()
    {
        var path = _folder.Path("x.log");
        LogSink.Open(path, Line(dryRun: true)).Write("Deleted real server: 10.0.0.2:80 (10.0.0.1:80)");
        Assert.False(File.Exists(path));
        Assert.Single(File.ReadAllLines(path + ".dry-run"));
    }

    [Fact]
    public void WhatAServerSaid_CannotBeginALineOfItsOwn() =>
        Assert.EndsWith("] bad greeting: 220 hi  [Thu|web.cf|1] Deleted", Line().Full("bad greeting: 220 hi\r\n[Thu|web.cf|1] Deleted"), StringComparison.Ordinal);

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
    public void MissingFolder_IsSaidWhenItIsOpened()
    {
        var path = _folder.Path("no/x.log");
        var e = Assert.Throws<IOException>(() => LogSink.Open(path, Line()));
        Assert.Equal($"cannot write the log file {path}: No such file or directory", e.Message);
    }

    [Fact]
    public void UnknownFacility_IsSaidWithTheKnownOnes()
    {
        var e = Assert.Throws<IOException>(() => LogSink.Open("local9", Line()));
        Assert.StartsWith("logfile = \"local9\" is neither an absolute path nor a syslog facility (kern, user, ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FullDisk_IsSaidOnce_AndTheLogGoesOn()
    {
        var (sink, emergency) = (new FakeSink(), new FakeSink());
        var log = Logger(new DaemonLog(sink, emergency, null));
        sink.Failure = "cannot write the log file /x: No space left on device";
        log.Info("one");
        log.Info("two");
        sink.Failure = null;
        log.Info("three");
        sink.Failure = "cannot write the log file /x: No space left on device";
        log.Info("four");
        Assert.Equal(["three"], sink.Messages);
        Assert.Equal(2, emergency.Messages.Count);
        Assert.Equal(
            "cannot write the log file /x: No space left on device; the daemon goes on, but until it can be written what it says here is lost: one",
            emergency.Messages[0]);
    }

    [Fact]
    public void FullDisk_UnderARealFile_IsAnIOException()
    {
        var log = LogSink.Open("/dev/full", Line());
        Assert.Equal("cannot write the log file /dev/full: No space left on device", Assert.Throws<IOException>(() => log.Write("x")).Message);
    }

    [Fact]
    public void LogMovesWithTheConfiguration_AndStaysWhereTheNewOneCannotBeWritten()
    {
        var (old, other) = (_folder.Path("old.log"), _folder.Path("new.log"));
        var target = new DaemonLog(LogSink.Open(old, Line()), new FakeSink(), Line());
        var log = Logger(target);
        log.Info("one");
        target.MoveTo(_folder.Path("no/x.log"), NullLogger.Instance);
        log.Info("two");
        target.MoveTo(other, NullLogger.Instance);
        log.Info("three");
        Assert.Equal(2, File.ReadAllLines(old).Length);
        Assert.EndsWith("] three\n", File.ReadAllText(other), StringComparison.Ordinal);
    }

    [Fact]
    public void LogOfAForegroundInstance_DoesNotMove()
    {
        var sink = new FakeSink();
        var target = new DaemonLog(sink, new FakeSink(), null);
        target.MoveTo(_folder.Path("x.log"), NullLogger.Instance);
        Logger(target).Info("one");
        Assert.Equal(["one"], sink.Messages);
    }

    [Fact]
    public void LinesOfOneTurn_AreOneWrite()
    {
        var sink = new FakeSink();
        var target = new DaemonLog(sink, new FakeSink(), null);
        var log = Logger(target);
        using (target.Together())
        {
            log.Info("one");
            log.Info("two");
            Assert.Empty(sink.Messages);
        }

        log.Info("three");
        Assert.Equal(["one", "two", "three"], sink.Messages);
        Assert.Equal(2, sink.Writes);
    }

    [Fact]
    public void TurnThatGoesOnAndOn_IsWrittenByTheThousand()
    {
        var sink = new FakeSink();
        var target = new DaemonLog(sink, new FakeSink(), null);
        var log = Logger(target);
        using var turn = target.Together();
        for (var line = 0; line < 1500; line++)
            log.Info("line {0}", line);
        Assert.Equal(1000, sink.Messages.Count);
    }

    [Fact]
    public void LogThatMovesInTheMiddleOfATurn_HasTheFirstLinesWhereItWas()
    {
        var (old, other) = (_folder.Path("old.log"), _folder.Path("new.log"));
        var target = new DaemonLog(LogSink.Open(old, Line()), new FakeSink(), Line());
        var log = Logger(target);
        using (target.Together())
        {
            log.Info("one");
            target.MoveTo(other, NullLogger.Instance);
            log.Info("two");
        }

        Assert.EndsWith("] one\n", File.ReadAllText(old), StringComparison.Ordinal);
        Assert.EndsWith("] two\n", File.ReadAllText(other), StringComparison.Ordinal);
    }

    [Fact]
    public void LogAndStandardErrorThatBothFail_EndNobodysTurn()
    {
        var target = new DaemonLog(new FakeSink { Failure = "full" }, new FakeSink { Failure = "closed" }, null);
        using var turn = target.Together();
        Logger(target).Info("one");
    }

    private static Logger Logger(DaemonLog target)
    {
        var factory = new LogFactory();
        var configuration = new LoggingConfiguration(factory);
        configuration.AddRule(LogLevel.Info, LogLevel.Fatal, target);
        factory.Configuration = configuration;
        return factory.GetLogger("test");
    }

    private sealed class FakeSink : LogSink
    {
        public string? Failure { get; set; }

        public List<string> Messages { get; } = [];

        public int Writes { get; private set; }

        public override string LineOf(string message) => message;

        public override void Write(IReadOnlyList<string> lines)
        {
            if (Failure is { } failure)
                throw new IOException(failure);
            Messages.AddRange(lines);
            Writes++;
        }
    }

    [Fact]
    public void FacilityThatStartRefuses_IsAWarningForCheck()
    {
        using var output = new StringWriter();

        Assert.Equal(0, CheckCommand.Run(new ConfigResult(Sample.Config(Sample.Virtual()) with { LogFile = "local9" }, []), output));

        Assert.StartsWith("/etc/ha.d/web.cf: warning: start refuses this: logfile = \"local9\" is neither", output.ToString(), StringComparison.Ordinal);
    }
}
