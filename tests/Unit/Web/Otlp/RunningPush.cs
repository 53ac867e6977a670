using Ldirectord.Tests.Support;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

/// <summary>A push to a collector whose directors say what the test sets, and whose clock is the test's.</summary>
internal sealed class RunningPush : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public RunningPush(string url, Func<JoinedMetrics> metrics, string more = "")
        : this(url, (_, _) => Task.FromResult(metrics()), more)
    {
    }

    public RunningPush(string url, Func<TimeSpan, CancellationToken, Task<JoinedMetrics>> metrics, string more = "")
    {
        var (config, diagnostics) = ConsoleConfigReader.Read("console.cf", $"otlp = {url}\n{more}");
        Assert.Empty(diagnostics);
        Interval = config!.Otlp!.Interval;
        _running = Task.Run(() => new OtlpPush(config.Otlp, metrics, Say, Time).RunAsync(_stopping.Token));
    }

    public ManualTime Time { get; } = new();

    public TimeSpan Interval { get; }

    public List<string> Log { get; } = [];

    public int LogCount
    {
        get
        {
            lock (Log)
                return Log.Count;
        }
    }

    /// <summary>To the next export.</summary>
    public void Advance() => Time.Advance(Interval);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(60));
        _stopping.Dispose();
    }

    private void Say(string sentence)
    {
        lock (Log)
            Log.Add(sentence);
    }
}
