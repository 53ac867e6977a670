using Ldirectord.Checks;
using Ldirectord.Daemon;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Daemon;

public sealed class UnhandledErrorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sentence_IsOneLineWithTheCauseAndNoTrace()
    {
        var cause = new DllNotFoundException("no\nlibrary");
        Assert.Equal(
            "ldirectord web.cf plan failed unexpectedly: DllNotFoundException: no\\x0Alibrary",
            UnhandledErrors.Sentence(new TypeInitializationException("x", cause), "web.cf plan"));
    }

    [Fact]
    public void ThreadThatThrows_IsInTheLogBeforeTheProcessEnds()
    {
        var said = new List<string>();
        using var resort = new UnhandledErrors(new RecordingLog(), said.Add);
        resort.OnUnhandled(null, new UnhandledExceptionEventArgs(Thrown(), isTerminating: true));
        var line = Assert.Single(said);
        Assert.Contains("the table is left as it is (System.InvalidOperationException: a mistake", line, StringComparison.Ordinal);
        Assert.Contains($"at {typeof(UnhandledErrorsTests).FullName}.{nameof(Thrown)}", line, StringComparison.Ordinal);
    }

    [Fact]
    public void UnobservedTaskExceptions_AreLoggedUpToALimit()
    {
        var log = new RecordingLog();
        using var resort = new UnhandledErrors(log, _ => { });
        // A connection that was given up fails, too.
        resort.OnUnobserved(null, new UnobservedTaskExceptionEventArgs(new AggregateException(new IOException())));
        for (var i = 0; i < 100; i++)
        {
            var task = new UnobservedTaskExceptionEventArgs(new AggregateException(Thrown()));
            resort.OnUnobserved(null, task);
            Assert.True(task.Observed);
        }

        Assert.Equal(20, log.Lines.Count);
    }

    [Fact]
    public async Task MistakeInTheDirectorsLoop_EndsTheDaemonWith1_AndTheLogSaysWhereItWas()
    {
        var service = Sample.Virtual(Sample.Real(2, new AlwaysUpCheck(Sample.EndPoint(2))));
        var config = Sample.Config(service) with { LogFile = _folder.Path("x.log") };
        var run = new DaemonOptions(
            new InstanceFiles("web.cf", DryRun: true, _folder.FullName), config, RunMode.Background, Debug: false, new StringWriter());
        var line = new LogLineFormat(run.Instance, Environment.ProcessId);
        using var target = new LogTarget(LogSink.Open(config.LogFile, line), new EmergencySink(run.Error), line, TimeProvider.System);
        using var signals = new SignalHandlers();
        var host = new DaemonHost(run, target, new MistakenIpvs(), signals, new SdNotifier(""), TimeProvider.System);
        var ended = false;
        var code = await host.RunAsync(started: () => { }, stopping: () => ended = true, executeChanged: _ => { }).WaitAsync(Probing.Ample);
        Assert.Equal((ExitCode.Failed, false), (code, ended));
        var log = await File.ReadAllTextAsync(config.LogFile + ".dry-run");
        Assert.Contains("Linux Director Daemon failed; the table is left as it is (System.Inval", log, StringComparison.Ordinal);
        Assert.Contains($"at {typeof(MistakenIpvs).FullName!.Replace('+', '.')}.Apply", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Purged", log, StringComparison.Ordinal);
    }

    [Fact]
    public void LibraryThatIsNotThere_IsNamedWithItsPackage_AndTriedAgain()
    {
        var file = _folder.Path("libnothing.so.1");
        var library = new SystemLibrary("libnothing1", "getpid", file);
        var expected = $"service = mysql needs {file}, which cannot be loaded: expected the Debian package libnothing1 to be installed";
        Assert.Equal(expected, library.Problem("service = mysql"));
        Assert.Equal(expected, Assert.Throws<IoFailureException>(() => library.Demand("service = mysql")).Message);
        File.CreateSymbolicLink(file, "/lib/x86_64-linux-gnu/libc.so.6");
        Assert.Null(library.Problem("service = mysql"));
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("a mistake");
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    /// <summary>A table that can be read, and is a mistake of ours when it is written.</summary>
    private sealed class MistakenIpvs : IIpvs
    {
        private readonly InMemoryIpvs _table = new();

        public IpvsTable Read() => _table.Read();

        public IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids) => _table.Read(ids);

        public IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations) => throw new InvalidOperationException("a mistake");
    }
}
