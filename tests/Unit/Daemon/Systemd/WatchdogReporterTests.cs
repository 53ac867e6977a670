using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Ldirectord.Daemon;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Daemon;

/// <summary>What a service manager hears of a director at work, over a socket as systemd's.</summary>
public sealed class WatchdogReporterTests : IAsyncDisposable
{
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(10);

    private readonly Backend _backend = new();
    private readonly ConcurrentQueue<string> _heard = [];
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly RunningDirector _director;
    private readonly WatchdogReporter _reports;
    private TaskCompletionSource _network = Completed();

    public WatchdogReporterTests()
    {
        var name = $"ldirectord-test-{Guid.NewGuid()}";
        _manager.Bind(new UnixDomainSocketEndPoint("\0" + name));
        _ = Task.Run(Hear);
        _director = new RunningDirector(Of(Virtual("10.0.0.1:80", Real("10.0.1.1:80", _backend))));
        _reports = new WatchdogReporter(_director.PulseAsync, () => _network.Task, new SdNotifier("@" + name, s_watchdog), _director.Time);
    }

    [Fact]
    public async Task Director_ReportsReadinessPingsAndChanges()
    {
        await StartAsync();
        _backend.Die();
        await _director.AdvanceUntilAsync(() => _heard.Contains("STATUS=0 of 1 virtual services up, 0 of 1 real servers up"),
            TimeSpan.FromMinutes(1));
        await PingsAsync();
        await _reports.StopAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => _heard.Contains("STOPPING=1\nSTATUS=stopping"));
    }

    [Fact]
    public async Task HangingLoop_SendsNoPingUntilItGoesOn()
    {
        await StartAsync();
        await PingsAsync();
        using var hang = new ManualResetEventSlim();
        _director.Table.BeforeReadingAll = hang.Wait;
        _director.Reload(_director.File);
        await SilenceAsync();
        _director.Table.BeforeReadingAll = () => { };
        hang.Set();
        await PingsAsync();
    }

    [Fact]
    public async Task HangingReactor_SendsNoPingUntilItGoesOn()
    {
        await StartAsync();
        await PingsAsync();
        _network = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await SilenceAsync();
        _network.SetResult();
        await PingsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _reports.StopAsync(CancellationToken.None);
        _reports.Dispose();
        await _director.DisposeAsync();
        _manager.Dispose();
    }

    private async Task StartAsync()
    {
        await _reports.StartAsync(CancellationToken.None);
        await _director.AdvanceUntilAsync(() => _heard.Any(heard => heard.StartsWith("READY=1", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(10));
    }

    private async Task PingsAsync()
    {
        var before = Pings;
        await _director.AdvanceUntilAsync(() => Pings > before + 1, s_watchdog * 20);
    }

    /// <summary>Ten times what the manager allows goes by without a word; what was on its way before is not counted.</summary>
    private async Task SilenceAsync()
    {
        var heard = 0;
        for (var still = 0; still < 5; still++)
        {
            _director.Time.Advance(s_watchdog);
            await Task.Delay(20, TestContext.Current.CancellationToken);
            if (_heard.Count != heard)
                (heard, still) = (_heard.Count, 0);
        }

        for (var i = 0; i < 100; i++)
        {
            _director.Time.Advance(s_watchdog / 10);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.Equal(heard, _heard.Count);
    }

    private int Pings => _heard.Count(heard => heard == "WATCHDOG=1");

    private void Hear()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
                _heard.Enqueue(Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer)));
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }
}
