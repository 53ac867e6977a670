using Ldirectord.Cli;
using Ldirectord.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ldirectord.Tests.Cli;

public class SignalsTests
{
    [Fact]
    public async Task HangUpThatComesBeforeTheDaemonListens_IsKeptForIt()
    {
        using var signals = new Signals();
        using var error = new StringWriter();
        var reloaded = new TaskCompletionSource();
        Assert.True(Signal.Send(Environment.ProcessId, Signal.HangUp, error));
        signals.Tell(end: () => { }, reload: () => reloaded.TrySetResult());
        await reloaded.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("", signals.Ended);
    }

    [Fact]
    public async Task TermThatComesBeforeTheHostStands_EndsItOnceItDoes()
    {
        using var signals = new Signals();
        using var error = new StringWriter();
        Assert.True(Signal.Send(Environment.ProcessId, Signal.Terminate, error));
        await Eventually.TrueAsync(() => signals.Ended.Length > 0);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IHostLifetime>(services =>
            new SignalLifetime(signals, services.GetRequiredService<IHostApplicationLifetime>(), ending: () => { }, reload: () => { }));
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.WaitForShutdownAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("TERM", signals.Ended);
    }

    [Fact]
    public void SignalToAProcessThatIsGone_IsNoFailure()
    {
        using var error = new StringWriter();
        // Above any pid_max (proc(5): at most 4194304).
        Assert.True(Signal.Send(5_000_000, Signal.Terminate, error));
        Assert.Equal("", error.ToString());
    }
}
