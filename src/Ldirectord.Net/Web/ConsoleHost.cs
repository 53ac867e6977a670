using System.Collections.Immutable;
using Ldirectord.Daemon;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Web;

/// <summary>
/// Composes a console and runs it until a signal ends it, or, if a service manager started it for a client, until it is idle.
/// </summary>
internal sealed class ConsoleHost(ConsoleConfig config, TextWriter error)
{
    /// <summary>A page that is open stays connected, and a browser keeps a connection for a minute.</summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(90);

    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">It cannot listen, or the certificate cannot be used; the message is for the operator.</exception>
    public async Task<int> RunAsync()
    {
        if (Privileges.Problem() is { } problem)
        {
            error.WriteLine(problem);
            return ExitCode.Failed;
        }

        var inherited = InheritedSockets.Take();
        var notifier = new SdNotifier(SdEnvironment.Take().Socket);
        using var signals = new SignalHandlers();
        using var directors = new DirectorSet(config.Directors);
        using var metrics = new ConsoleMetrics(directors);
        using var idle = new IdleWatch(
            inherited.IsEmpty || config.Otlp is not null ? Timeout.InfiniteTimeSpan : IdleTime, TimeProvider.System);
        var routes = new HttpRoutes(new ConsoleResources(directors, metrics, new RequestGuard(config.Hosts)).All);
        using var server = new ConsoleServer(routes, LoadCertificate(), idle);
        if (config.Otlp?.HeadersFile is { } headers)
            _ = OtlpHeaders.Read(headers);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        signals.SetActions(() => ended.TrySetResult(), () => { });
        await server.StartAsync(inherited.IsEmpty ? config.Listen : [], inherited, CancellationToken.None).ConfigureAwait(false);
        Announce(inherited);
        notifier.Send("READY=1");
        using var stopping = new CancellationTokenSource();
        var push = config.Otlp is { } otlp ? Push(otlp, metrics, stopping.Token) : Task.Delay(Timeout.Infinite, stopping.Token);
        await (await Task.WhenAny(ended.Task, idle.Idle, push).ConfigureAwait(false)).ConfigureAwait(false);
        notifier.Send("STOPPING=1");
        await stopping.CancelAsync().ConfigureAwait(false);
        await push.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!inherited.IsEmpty)
        {
            // The sockets are the service manager's, and go on listening: closing them here would end that.
            Environment.Exit(ExitCode.Ok);
        }

        await server.StopAsync().ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private Task Push(OtlpSettings otlp, ConsoleMetrics metrics, CancellationToken stopping) => new OtlpPush(
        otlp, (patience, ct) => metrics.ReadAsync(otlp.Scope, patience, ct), sentence => error.WriteLine(Printable.Of(sentence)),
        TimeProvider.System).RunAsync(stopping);

    private void Announce(ImmutableArray<int> inherited)
    {
        if (!inherited.IsEmpty)
            return;
        var scheme = config.Tls is null ? "http" : "https";
        error.WriteLine($"The console answers at {string.Join(", ", config.Listen.Select(endPoint => $"{scheme}://{endPoint}/"))}");
    }

    private TlsCertificate? LoadCertificate()
    {
        if (config.Tls is not { } files)
            return null;
        _ = TlsCertificate.Load(files);
        return new TlsCertificate(files, sentence => error.WriteLine(Printable.Of(sentence)));
    }
}
