using System.Diagnostics;
using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Ldirectord.Status;
using Ldirectord.Tests.Support;
using Microsoft.Win32.SafeHandles;
using NLog.Config;
using NLog.Extensions.Logging;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>
/// Each part of the world outside the loop is one that never answers, all of them at once, by the real clock: a loop that hangs is one that
/// waited for some of it.
/// </summary>
public sealed class HangingEnvironmentTests : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Of a loaded machine; what hangs is later than any.</summary>
    private static readonly TimeSpan s_allowance = TimeSpan.FromSeconds(15);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualResetEventSlim _silence = new();
    private SafeFileHandle? _reader;
    private LogTarget? _log;

    public void Dispose()
    {
        _silence.Set();
        // It writes in the folder now.
        _ = _log?.WaitUntilWritten(s_allowance);
        _reader?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task FailedServer_IsRemovedWithinItsInterval_AndTheDirectorAnswersAndStops()
    {
        using var stopping = new CancellationTokenSource();
        var (table, mortal, other) = (new WhereItIsWritten(), new Backend(), new Backend());
        var config = Config(mortal, other, await PipeThatIsFullAsync());
        using var nlog = new NLog.LogFactory();
        var target = _log = new LogTarget(new HangingSink(_silence), new HangingSink(_silence),
            new LogLineFormat(new InstanceFiles("test.cf", false), 1), TimeProvider.System);
        nlog.Configuration = Configuration(nlog, target);
        using var loggers = new NLogLoggerProvider(new NLogProviderOptions(), nlog);
        var log = loggers.CreateLogger("ldirectord");
        var options = new DirectorOptions
        {
            ConfigSource = new DelegateConfigSource(_ =>
            {
                _silence.Wait();
                return new ConfigResult(config, []);
            }),
            ResolveName = (_, _) => new TaskCompletionSource<string?>().Task,
            SendMail = (_, _, _) => new TaskCompletionSource().Task,
            LinesTogether = target.BeginBatch,
            ProbeTime = ReactorTimeProvider.Shared,
        };
        using var loop = new DirectorLoop(config, table, options, log, TimeProvider.System);
        var running = loop.RunAsync(stopping.Token);
        var answering = new StatusServer(new UnixListener(_folder.Path("sock")), loop.SnapshotAsync).RunAsync(stopping.Token);
        await Eventually.TrueAsync(() => Weights(table) == "10.0.1.1:80 1, 10.0.1.2:80 1" && File.Exists(_folder.Path("sock")));
        loop.RequestReload();
        _folder.Write("test.cf", "# edited");
        target.SwitchTo(_folder.Path("elsewhere.log"), log);
        using var silent = await ClientThatReadsNothingAsync();

        // One after the other, so that the fallbackcommand runs, too.
        foreach (var (backend, left) in ((Backend, string)[])[(mortal, "10.0.1.2:80 1"), (other, "10.0.9.9:80 1")])
        {
            backend.Die();
            var died = Stopwatch.GetTimestamp();
            await Eventually.TrueAsync(() => Weights(table) == left);
            Assert.True(Stopwatch.GetElapsedTime(died) < s_interval + s_allowance);
        }

        Assert.NotNull((await loop.SnapshotAsync(CancellationToken.None)
            .WaitAsync(s_allowance, TestContext.Current.CancellationToken)).Services.Single(service =>
                service.Service.Id == ServiceId.Tcp(EndPoint("10.0.0.1:80"))));
        Assert.True((await loop.PulseAsync(CancellationToken.None)
            .WaitAsync(s_allowance, TestContext.Current.CancellationToken)).IsReloading);
        Assert.False(target.WaitUntilWritten(TimeSpan.Zero));
        Assert.False(table.IsWrittenOnThePool);
        await stopping.CancelAsync();
        await Task.WhenAll(running, answering).WaitAsync(TimeSpan.FromSeconds(15) + s_allowance, TestContext.Current.CancellationToken);
    }

    /// <summary>Two servers that answer; others of programs and names that do not; and all that an operator can be told by.</summary>
    private DirectorConfig Config(Backend mortal, Backend other, string pipe)
    {
        var hangs = Script("exec sleep 60");
        var external = new ExternalCheck(EndPoint("10.0.1.3:80"), TimeSpan.FromSeconds(3), hangs, "10.0.0.2", 80, Perl: false);
        return Of(
            Watched(Virtual("10.0.0.1:80", Server("10.0.1.1:80", mortal), Server("10.0.1.2:80", other)), hangs, pipe),
            Watched(Virtual("10.0.0.2:80", Real("10.0.1.3:80") with { Check = external }), hangs, pipe)) with
        {
            AutoReload = true,
            Callback = hangs,
            Path = _folder.Write("test.cf", ""),
            MaintenanceDirectory = Directory.CreateDirectory(_folder.Path("maintenance")).FullName,
        };
    }

    private static VirtualService Watched(VirtualService service, string command, string pipe) => service with
    {
        CheckInterval = s_interval,
        Fallback = Destination("10.0.9.9:80"),
        FallbackCommand = command,
        MonitorFile = pipe,
        Mail = MailSettings.None with { Recipients = ["root@example.org"], Smtp = "mail.example.org" },
    };

    private static RealServer Server(string endPoint, Backend backend) => Real(endPoint, backend) with { MonitorId = "connect" };

    private string Script(string body)
    {
        var path = _folder.Write("hangs", $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private async Task<string> PipeThatIsFullAsync()
    {
        var path = _folder.Path("monitor");
        Assert.Equal((0, ""), await Tool.RunAsync("/usr/bin/mkfifo", [path]));
        // A pipe that is open for both has a reader; this one never reads.
        _reader = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var writer = PosixFile.OpenToAppend(path);
        var room = new byte[1024 * 1024];
        Assert.True(BoundedWrite.Append((int)writer.DangerousGetHandle(), room, TimeSpan.Zero) < room.Length);
        return path;
    }

    private async Task<Socket> ClientThatReadsNothingAsync()
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(_folder.Path("sock")), TestContext.Current.CancellationToken);
        return client;
    }

    private static string? Weights(WhereItIsWritten table)
    {
        var entry = table.Read([ServiceId.Tcp(EndPoint("10.0.0.1:80"))]).SingleOrDefault();
        return entry is null ? null
            : string.Join(", ", entry.Destinations.Select(d => $"{d.Destination.EndPoint} {d.Destination.Weight}").Order());
    }

    private static LoggingConfiguration Configuration(NLog.LogFactory factory, LogTarget target)
    {
        var configuration = new LoggingConfiguration(factory);
        configuration.AddRule(NLog.LogLevel.Info, NLog.LogLevel.Fatal, target);
        return configuration;
    }

    /// <summary>A log that takes no line until the test is over, and does not even come back to say so.</summary>
    private sealed class HangingSink(ManualResetEventSlim silence) : LogSink
    {
        public override string Format(LogEntry entry) => entry.Message;

        public override int Write(IReadOnlyList<string> lines)
        {
            silence.Wait();
            return lines.Count;
        }
    }

    /// <summary>A table that remembers whether it was ever written to on a thread of the pool, which others can have all of.</summary>
    private sealed class WhereItIsWritten : IIpvs
    {
        private readonly RecordingIpvs _table = new();

        public bool IsWrittenOnThePool { get; private set; }

        public IpvsTable Read() => _table.Read();

        public IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids) => _table.Read(ids);

        public IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations)
        {
            IsWrittenOnThePool |= Thread.CurrentThread.IsThreadPoolThread;
            return _table.Apply(operations);
        }
    }
}
