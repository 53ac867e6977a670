using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Ldirectord.Status;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NLog.Config;
using NLog.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>The daemon's life: the host with the director, its children and its socket, from the first line of the log to the last.</summary>
internal sealed class DaemonHost(
    DaemonOptions options, LogTarget target, IIpvs table, SignalHandlers signals, SdNotifier notifier, TimeProvider time)
{
    private readonly DirectorConfig config = options.Config;

    /// <summary>What a log that takes no lines may hold up the start.</summary>
    private static readonly TimeSpan LogBeforeStanding = TimeSpan.FromMilliseconds(250);

    /// <summary>What it may hold up the end; then the process ends without its last lines.</summary>
    private static readonly TimeSpan LogAtTheEnd = TimeSpan.FromSeconds(2);

    /// <param name="standing">Called once it stands.</param>
    /// <param name="ending">Called when a signal ends it.</param>
    /// <param name="executing">Told of the children of a configuration that came into force after the first.</param>
    public async Task<int> RunAsync(Action standing, Action ending, Action<ImmutableArray<string>> executing)
    {
        using var loggers = CreateLoggers();
        var log = loggers.CreateLogger("ldirectord");
        var children = new ChildInstances(config, options.DryRun, log);
        var source = new DaemonConfigSource(config, target, children, executing, log);
        // In the foreground the runtime itself says it, on standard error.
        using var lastResort = new UnhandledErrors(log, message =>
        {
            if (target.CanMove)
                LogSink.Open(source.LogFile, new LogLineFormat(options.Instance, Environment.ProcessId)).Write(message);
        }).Listen();
        WatchdogReporter? reports = null;
        using var loop = new DirectorLoop(
            config,
            table,
            new DirectorOptions
            {
                ConfigSource = source,
                ProbeTime = ReactorTimeProvider.Shared,
                KernelTable = IpvsSource.ReadKernel,
                KernelSettings = options.DryRun ? null : new KernelSettingsFolder(),
                ReloadMoved = () => reports?.Wake(),
                LinesTogether = target.Together,
                DryRun = options.DryRun,
            },
            log,
            time);

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILoggerFactory>(loggers);
        // Purges, fallback commands and children take the time they take, but none waits for another: the table comes first.
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = Timeout.InfiniteTimeSpan;
            host.ServicesStopConcurrently = true;
            // A service that fails beside the director is logged. By default the host would stop everything, and a stop takes the virtual
            // services out of the table.
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        });
        // There are no options to validate, and by way of these the framework would start up its metrics, for a tenth of what a start takes.
        builder.Services.RemoveAll<IStartupValidator>();
        builder.Services.AddSingleton<IHostLifetime>(services => new SignalLifetime(
            signals, services.GetRequiredService<IHostApplicationLifetime>(), ending, loop.RequestReload));
        // First: it listens before the first probe.
        builder.Services.AddHostedService(_ => new StatusHostedService(new StatusServer(options.Instance.Socket, loop.SnapshotAsync, TellOfClients), log));
        builder.Services.AddHostedService(services => new DirectorHostedService(
            loop, signals, services.GetRequiredService<IHostApplicationLifetime>(), log));
        builder.Services.AddHostedService(_ => children);
        if (notifier.IsAwaited)
        {
            reports = new WatchdogReporter(loop.PulseAsync, Reactor.Shared.TurnAsync, notifier, time);
            builder.Services.AddHostedService(_ => reports);
            _ = loop.FirstRound.ContinueWith(_ => reports.Wake(), TaskScheduler.Default);
        }
        _ = loop.FirstRound.ContinueWith(_ => HeapTrim.GiveBackAsync(time), TaskScheduler.Default);
        using var host = builder.Build();

        DaemonLogMessages.Invoked(log, $"{Environment.GetCommandLineArgs()[0]} {string.Join(' ', Environment.GetCommandLineArgs()[1..])}");
        if (options.Mode == RunMode.Background)
            DaemonLogMessages.StartingInBackground(log, ProgramVersion.Number);
        else
            DaemonLogMessages.StartingInForeground(log, ProgramVersion.Number, Environment.ProcessId);
        var director = host.Services.GetServices<IHostedService>().OfType<DirectorHostedService>().Single();
        try
        {
            await host.StartAsync().ConfigureAwait(false);
            // The caller may read the log as soon as the start returns.
            target.Finish(LogBeforeStanding);
            standing();
            await host.WaitForShutdownAsync().ConfigureAwait(false);
            return director.Code;
        }
        catch (OperationCanceledException) when (director.Code != ExitCode.Ok)
        {
            // The director ended while the host was still starting; it has said why.
            return director.Code;
        }
#pragma warning disable CA1031 // Any error is reported before the process ends: in the log, and to the caller that waits for the start.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DaemonLogMessages.Failed(log, e);
            options.Error.WriteLine(UnhandledErrors.Sentence(e, "start"));
            return ExitCode.Failed;
        }
        finally
        {
            await ChildProcess.AllEndedAsync().ConfigureAwait(false);
            target.Finish(LogAtTheEnd);
        }

        void TellOfClients(string? shortage)
        {
            if (shortage is null)
                DaemonLogMessages.ClientsAgain(log);
            else
                DaemonLogMessages.NoClients(log, shortage);
        }
    }

    // By hand: the builder of the framework makes a whole container of services for this, a tenth of what a start takes.
    private LoggerFactory CreateLoggers()
    {
        var nlog = new NLog.LogFactory();
        var configuration = new LoggingConfiguration(nlog);
        configuration.AddRule(options.Debug ? NLog.LogLevel.Debug : NLog.LogLevel.Info, NLog.LogLevel.Fatal, target);
        nlog.Configuration = configuration;
        var filter = new LoggerFilterOptions { MinLevel = LogLevel.Debug };
        filter.Rules.Add(new LoggerFilterRule(null, "Microsoft", LogLevel.Warning, null));
        return new LoggerFactory([new NLogLoggerProvider(new NLogProviderOptions(), nlog)], filter);
    }
}
