using Ldirectord.Daemon;
using Ldirectord.Tests.Support;
using NLog;
using NLog.Config;
using static Ldirectord.Tests.Daemon.LogSamples;
using NullLogger = Microsoft.Extensions.Logging.Abstractions.NullLogger;

namespace Ldirectord.Tests.Daemon;

public sealed class LogTargetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FullDisk_IsReportedOnce_AndTheLogGoesOnWithTheNumberOfLostLines()
    {
        var (sink, emergency) = (new FakeSink(), new FakeSink());
        var target = new LogTarget(sink, emergency, null, TimeProvider.System);
        var log = Logger(target);
        sink.Failure = "cannot write the log file /x: No space left on device";
        log.Info("one");
        Settle(target);
        log.Info("two");
        Settle(target);
        sink.Failure = null;
        log.Info("three");
        Settle(target);
        sink.Failure = "cannot write the log file /x: No space left on device";
        log.Info("four");
        Settle(target);
        Assert.Equal(["2 log lines were lost: cannot write the log file /x: No space left on device", "three"], sink.Messages);
        Assert.Equal(2, emergency.Messages.Count);
        Assert.Equal(
            "cannot write the log file /x: No space left on device; continuing; log lines are lost until the log is writable again: one",
            emergency.Messages[0]);
    }

    [Fact]
    public void HangingLog_DelaysNothing_AndGetsItsLinesInOrderAfterwards()
    {
        var (sink, emergency, time) = (new FakeSink { Hangs = true }, new FakeSink(), new ManualTime());
        var target = new LogTarget(sink, emergency, null, time);
        var log = Logger(target);
        log.Info("one");
        Assert.False(target.WaitUntilWritten(TimeSpan.Zero));
        var told = time.GetLocalNow();
        time.Advance(TimeSpan.FromHours(1));
        log.Info("two");
        Assert.True(SpinWait.SpinUntil(() => emergency.Messages.Count > 0, Probing.Ample));
        sink.Hangs = false;
        Settle(target);
        Assert.Equal(["one", "two"], sink.Messages);
        Assert.Equal([told, told.AddHours(1)], sink.Times);
        Assert.StartsWith("a fake takes no lines, its reader hangs; ", Assert.Single(emergency.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void LinesForAHangingLog_AreBounded_AndLostLinesAreCountedOnce()
    {
        var sink = new FakeSink { Hangs = true };
        var target = new LogTarget(sink, new FakeSink(), null, TimeProvider.System);
        var log = Logger(target);
        log.Info("first");
        Assert.True(SpinWait.SpinUntil(() => sink.Asked > 0, Probing.Ample));
        var line = new string('x', 1024);
        var room = LogWriter.MaxWaitingCharacters / line.Length;
        for (var more = 0; more < room + 3; more++)
            log.Info(line);
        sink.Hangs = false;
        Settle(target);
        log.Info("last");
        Settle(target);
        Assert.Equal(1 + room + 1 + 1, sink.Messages.Count);
        Assert.Equal(["3 log lines were lost: the log took no lines", "last"], sink.Messages[^2..]);
    }

    [Fact]
    public void LineLargerThanTheQueue_IsLostAlone()
    {
        var sink = new FakeSink();
        var target = new LogTarget(sink, new FakeSink(), null, TimeProvider.System);
        Logger(target).Info(new string('x', LogWriter.MaxWaitingCharacters + 1));
        Settle(target);
        Logger(target).Info("last");
        Settle(target);
        Assert.Equal(["1 log line was lost: the log took no lines", "last"], sink.Messages);
    }

    [Fact]
    public void HangingLogThatIsReplaced_HasItsLinesInTheNewLog()
    {
        var other = _folder.Path("new.log");
        var target = new LogTarget(new FakeSink { Hangs = true }, new FakeSink(), Line(), TimeProvider.System);
        Logger(target).Info("one");
        target.SwitchTo(other, NullLogger.Instance);
        Logger(target).Info("two");
        Settle(target);
        Assert.Equal(["one", "two"], File.ReadAllLines(other).Select(text => text.Split("] ")[1]));
    }

    [Fact]
    public void ChangedLogfile_MovesTheLog_UnlessTheNewFileCannotBeWritten()
    {
        var (old, other) = (_folder.Path("old.log"), _folder.Path("new.log"));
        var target = new LogTarget(LogSink.Open(old, Line()), new FakeSink(), Line(), TimeProvider.System);
        var log = Logger(target);
        log.Info("one");
        target.SwitchTo(_folder.Path("no/x.log"), NullLogger.Instance);
        log.Info("two");
        target.SwitchTo(other, NullLogger.Instance);
        log.Info("three");
        Settle(target);
        Assert.Equal(2, File.ReadAllLines(old).Length);
        Assert.EndsWith("] three\n", File.ReadAllText(other), StringComparison.Ordinal);
    }

    [Fact]
    public void ChangedLogfileInTheForeground_IsIgnored()
    {
        var sink = new FakeSink();
        var target = new LogTarget(sink, new FakeSink(), null, TimeProvider.System);
        target.SwitchTo(_folder.Path("x.log"), NullLogger.Instance);
        Logger(target).Info("one");
        Settle(target);
        Assert.Equal(["one"], sink.Messages);
    }

    [Fact]
    public void LinesOfOneTurn_AreOneWrite()
    {
        var sink = new FakeSink();
        var target = new LogTarget(sink, new FakeSink(), null, TimeProvider.System);
        var log = Logger(target);
        using (target.BeginBatch())
        {
            log.Info("one");
            log.Info("two");
            Assert.Empty(sink.Messages);
        }

        Settle(target);
        log.Info("three");
        Settle(target);
        Assert.Equal(["one", "two", "three"], sink.Messages);
        Assert.Equal(2, sink.Writes);
    }

    [Fact]
    public void LongTurn_IsWrittenInParts()
    {
        var sink = new FakeSink();
        var target = new LogTarget(sink, new FakeSink(), null, TimeProvider.System);
        var log = Logger(target);
        using var turn = target.BeginBatch();
        for (var line = 0; line < 1500; line++)
            log.Info("line {0}", line);
        Assert.True(SpinWait.SpinUntil(() => sink.Messages.Count >= 1000, Probing.Ample));
    }

    [Fact]
    public void LogThatMovesDuringATurn_KeepsTheFirstLinesInTheOldFile()
    {
        var (old, other) = (_folder.Path("old.log"), _folder.Path("new.log"));
        var target = new LogTarget(LogSink.Open(old, Line()), new FakeSink(), Line(), TimeProvider.System);
        var log = Logger(target);
        using (target.BeginBatch())
        {
            log.Info("one");
            target.SwitchTo(other, NullLogger.Instance);
            log.Info("two");
        }

        Settle(target);
        Assert.EndsWith("] one\n", File.ReadAllText(old), StringComparison.Ordinal);
        Assert.EndsWith("] two\n", File.ReadAllText(other), StringComparison.Ordinal);
    }

    [Fact]
    public void FailureOfLogAndStandardError_IsIgnored()
    {
        var target = new LogTarget(new FakeSink { Failure = "full" }, new FakeSink { Failure = "closed" }, null, TimeProvider.System);
        Logger(target).Info("one");
        Settle(target);
    }

    /// <summary>Waits until the log's thread has written all lines.</summary>
    private static void Settle(LogTarget log) => Assert.True(log.WaitUntilWritten(Probing.Ample));

    private static Logger Logger(LogTarget target)
    {
        var factory = new LogFactory();
        var configuration = new LoggingConfiguration(factory);
        configuration.AddRule(LogLevel.Info, LogLevel.Fatal, target);
        factory.Configuration = configuration;
        return factory.GetLogger("test");
    }

    private sealed class FakeSink : LogSink
    {
        private volatile bool _hangs;
        private int _asked;

        public string? Failure { get; set; }

        /// <summary>Whether it accepts no line now.</summary>
        public bool Hangs { get => _hangs; set => _hangs = value; }

        public List<string> Messages { get; } = [];

        public HashSet<DateTimeOffset> Times { get; } = [];

        public int Writes { get; private set; }

        public int Asked => Volatile.Read(ref _asked);

        public override string Format(LogEntry entry)
        {
            Times.Add(entry.Time);
            return entry.Message;
        }

        public override int Write(IReadOnlyList<string> lines)
        {
            Interlocked.Increment(ref _asked);
            if (Failure is { } failure)
                throw new IOException(failure);
            if (Hangs)
            {
                Thread.Sleep(1);
                return 0;
            }

            Messages.AddRange(lines);
            Writes++;
            return lines.Count;
        }

        public override string ToString() => "a fake";
    }
}
