using System.Diagnostics;
using Ldirectord.Daemon;
using Ldirectord.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ldirectord.Tests.Daemon;

public class SignalHandlersTests
{
    [Fact]
    public async Task HangUpBeforeTheDaemonListens_IsDeliveredLater()
    {
        using var signals = new SignalHandlers();
        using var error = new StringWriter();
        var reloaded = new TaskCompletionSource();
        Assert.True(SignalSender.Send(Environment.ProcessId, SignalSender.HangUp, isDaemon: () => true, error));
        signals.SetActions(end: () => { }, reload: () => reloaded.TrySetResult());
        await reloaded.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("", signals.EndSignal);
    }

    [Fact]
    public async Task TermBeforeTheHostRuns_StopsTheHostOnceItRuns()
    {
        using var signals = new SignalHandlers();
        using var error = new StringWriter();
        Assert.True(SignalSender.Send(Environment.ProcessId, SignalSender.Terminate, isDaemon: () => true, error));
        await Eventually.TrueAsync(() => signals.EndSignal.Length > 0);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IHostLifetime>(services =>
            new SignalLifetime(signals, services.GetRequiredService<IHostApplicationLifetime>(), stopping: () => { }, reload: () => { }));
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.WaitForShutdownAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("TERM", signals.EndSignal);
    }

    /// <summary>As under nohup(1), or behind "&amp;" in a script.</summary>
    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("TERM")]
    public async Task DaemonStartedWithTheSignalIgnored_HandlesIt(string signal)
    {
        using var folder = new TemporaryFolder();
        var log = folder.Path("log");
        var file = folder.Write("heeds.cf", "supervised=yes\nvirtual=10.9.0.1:80\n\treal=127.0.0.1:9 masq\n\tchecktype=on\n"
            + "\tprotocol=tcp\n");
        using var daemon = Process.Start("/bin/sh", ["-c", "trap '' HUP INT QUIT TERM; exec \"$0\" --dry-run \"$1\" start >\"$2\" 2>&1",
            Repository.PathOf("artifacts", "ldirectord"), file, log]);
        try
        {
            await Eventually.TrueAsync(() => File.Exists(log)
                && File.ReadAllText(log).Contains("Added real server", StringComparison.Ordinal));
            await Tool.RunAsync("/bin/kill", [$"-{signal}", $"{daemon.Id}"]);
            var said = signal == "HUP" ? "Reloading Linux Director Daemon config on signal" : $"terminated on signal: {signal}";
            await Eventually.TrueAsync(() => File.ReadAllText(log).Contains(said, StringComparison.Ordinal));
        }
        finally
        {
            daemon.Kill();
            await daemon.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void SignalToAProcessThatIsGone_IsNoFailure()
    {
        using var error = new StringWriter();
        // Above any pid_max (proc(5): at most 4194304).
        Assert.True(SignalSender.Send(5_000_000, SignalSender.Terminate, isDaemon: () => true, error));
        Assert.Equal("", error.ToString());
    }
}
