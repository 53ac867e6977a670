using System.Net.Sockets;
using System.Text;
using Ldirectord.Cli;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Tests.Support;
using NLog;
using NLog.Config;
using NullLogger = Microsoft.Extensions.Logging.Abstractions.NullLogger;

namespace Ldirectord.Tests.Daemon;

public sealed class LogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static LogLineFormat Line(bool dryRun = false) => new(new InstanceFiles("web.cf", dryRun), 4242);

    private static LogEntry Told(string message) => new(new DateTimeOffset(2026, 3, 5, 9, 8, 7, TimeSpan.Zero), message);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LineInAFile_HasCtimeNameAndPid_TheDayPaddedWithABlank() =>
        Assert.Equal("[Thu Mar  5 09:08:07 2026|web.cf|4242] Added virtual server: 10.0.0.1:80",
            Line().Full(Told("Added virtual server: 10.0.0.1:80")));

    [Fact]
    public void SupervisedLine_HasTheTimeAlone() => Assert.Equal("[Thu Mar  5 09:08:07 2026] hello", LogLineFormat.Timed(Told("hello")));

    [Fact]
    public void DryRun_SaysSoInEachLine() =>
        Assert.Equal("[Thu Mar  5 09:08:07 2026|web.cf dry-run|4242] hello", Line(dryRun: true).Full(Told("hello")));

    [Fact]
    public void DryRun_HasALogOfItsOwn()
    {
        var path = _folder.Path("x.log");
        LogSink.Open(path, Line(dryRun: true)).Write("Deleted real server: 10.0.0.2:80 (10.0.0.1:80)");
        Assert.False(File.Exists(path));
        Assert.Single(File.ReadAllLines(path + ".dry-run"));
    }

    [Fact]
    public void TextOfAServer_CannotBeginALogLine() =>
        Assert.EndsWith(@"] bad greeting: 220 hi\x0D\x0A[Thu|web.cf|1] Deleted",
            Line().Full(Told("bad greeting: 220 hi\r\n[Thu|web.cf|1] Deleted")), StringComparison.Ordinal);

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

    [Fact]
    public async Task SyslogWhoseReaderHangs_TakesNoMoreThanItsQueue()
    {
        var path = _folder.Path("log");
        using var reader = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        reader.Bind(new UnixDomainSocketEndPoint(path));
        var log = SyslogSink.Open("local3", "dry run: ", path, TimeSpan.Zero);
        var line = log.Format(Told("hello\nworld"));

        var taken = log.Write([.. Enumerable.Repeat(line, 100_000)]);

        Assert.InRange(taken, 1, 99_999);
        Assert.Equal(0, log.Write([line]));
        var datagram = new byte[1000];
        var length = await reader.ReceiveAsync(datagram, TestContext.Current.CancellationToken);
        Assert.Equal($"<158>Mar  5 09:08:07 ldirectord[{Environment.ProcessId}]: dry run: hello\\x0Aworld",
            Encoding.UTF8.GetString(datagram, 0, length));
        Assert.Equal(1, log.Write([line]));
    }

    [Fact]
    public async Task RestartedSyslog_GetsTheNextLine_AndMissingSyslogIsReported()
    {
        var path = _folder.Path("log");
        var log = SyslogSink.Open("daemon", path: path);
        Assert.StartsWith($"cannot write to syslog ({path}): ", Assert.Throws<IOException>(() => log.Write("x")).Message,
            StringComparison.Ordinal);
        for (var round = 0; round < 2; round++)
        {
            File.Delete(path);
            using var reader = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            reader.Bind(new UnixDomainSocketEndPoint(path));
            log.Write("x");
            Assert.NotEqual(0, await reader.ReceiveAsync(new byte[1000], TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task SyslogOnAStream_GetsMessagesEndedByAZero()
    {
        var path = _folder.Path("log");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        SyslogSink.Open("daemon", path: path).Write("x");
        using var reader = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        var stream = new byte[1000];
        var length = await reader.ReceiveAsync(stream, TestContext.Current.CancellationToken);
        Assert.EndsWith("]: x\0", Encoding.UTF8.GetString(stream, 0, length), StringComparison.Ordinal);
    }

    [Fact]
    public void FullDisk_UnderARealFile_IsAnIOException()
    {
        var log = LogSink.Open("/dev/full", Line());
        Assert.Equal("cannot write the log file /dev/full: No space left on device",
            Assert.Throws<IOException>(() => log.Write("x")).Message);
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

    private async Task<string> PipeAsync()
    {
        var path = _folder.Path("x.log");
        Assert.Equal((0, ""), await Tool.RunAsync("/usr/bin/mkfifo", [path]));
        return path;
    }

    /// <summary>Waits until the log's thread has written what was told.</summary>
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

        /// <summary>It takes nothing.</summary>
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

    [Theory]
    [InlineData("local9")]
    [InlineData("info")]
    [InlineData("")]
    public void FacilityThatStartRefuses_IsAnErrorForCheck(string logFile)
    {
        using var output = new StringWriter();

        Assert.Equal(2, CheckCommand.Run(new ConfigResult(Sample.Config(Sample.Virtual()) with { LogFile = logFile }, []), output));

        Assert.StartsWith($"/etc/ha.d/web.cf: error: logfile = \"{logFile}\" is neither", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("1 error: this configuration is refused\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void FacilityOfASupervisedDaemon_IsNotChecked()
    {
        using var output = new StringWriter();

        Assert.Equal(0,
            CheckCommand.Run(new ConfigResult(Sample.Config(Sample.Virtual()) with { LogFile = "local9", Supervised = true }, []), output));

        Assert.DoesNotContain("local9", output.ToString(), StringComparison.Ordinal);
    }
}
