using System.Collections.Immutable;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Ldirectord.Status;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ldirectord.Daemon;

/// <summary>
/// Composes the daemon and runs it: the director, its child instances, its status socket, and the reports to a service manager.
/// </summary>
internal sealed class DaemonHost(
    DaemonOptions options, LogTarget target, IIpvs table, SignalHandlers signals, SdNotifier notifier, TimeProvider time)
{
    /// <summary>Maximum delay of the start by a log that takes no lines.</summary>
    private static readonly TimeSpan StartLogTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>The same for the end of the process; after that the last lines are lost.</summary>
    private static readonly TimeSpan EndLogTimeout = TimeSpan.FromSeconds(2);

    /// <param name="started">Called when all services run.</param>
    /// <param name="stopping">Called when a signal ends the daemon.</param>
    /// <param name="executeChanged">Gets the child configurations of each configuration that became active after the first.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Action started, Action stopping, Action<ImmutableArray<string>> executeChanged)
    {
        using var loggers = DaemonLoggers.Create(target, options.Debug);
        var log = loggers.CreateLogger("ldirectord");
        var children = new ChildInstances(options.Config, options.DryRun, log);
        var sockets = new DaemonSockets(options.Instance, log);
        sockets.ShareWith(options.Config.StatusGroup);
        var source = new DaemonConfigSource(options.Config, target, children, sockets, executeChanged, log);
        using var unhandled = new UnhandledErrors(log, line => WriteAtOnce(source.LogFile, line)).Listen();
        WatchdogReporter? watchdog = null;
        using var loop = new DirectorLoop(
            options.Config,
            table,
            new DirectorOptions
            {
                ConfigSource = source,
                ProbeTime = ReactorTimeProvider.Shared,
                KernelTable = IpvsSource.ReadKernel,
                CountServices = ServiceCount.Read,
                ReadServices = options.DryRun ? () => null : NetlinkIpvs.ReadServices,
                KernelSettings = options.DryRun ? null : new KernelSettingsFolder(),
                ReadTimeouts = options.DryRun ? null : NetlinkTimeouts.Read,
                SetTimeouts = NetlinkTimeouts.Set,
                Sync = SyncKernel.Running,
                Announce = options.DryRun ? null : AnnounceKernel.Running,
                ReloadMoved = () => watchdog?.Wake(),
                LinesTogether = target.BeginBatch,
                InterfaceSetting = InterfaceSettings.Read,
                MarkLockFolder = "/var/run",
                DryRun = options.DryRun,
            },
            log,
            time);
        watchdog = notifier.IsAwaited ? new WatchdogReporter(loop.PulseAsync, Reactor.Shared.PingAsync, notifier, time) : null;
        _ = loop.FirstRound.ContinueWith(_ => AfterFirstRoundAsync(watchdog), TaskScheduler.Default);
        using var host = Build(loggers, log, loop, sockets, children, watchdog, stopping);

        DaemonLogMessages.Invoked(log, $"{Environment.GetCommandLineArgs()[0]} {string.Join(' ', Environment.GetCommandLineArgs()[1..])}");
        if (options.Mode == RunMode.Background)
            DaemonLogMessages.StartingInBackground(log, ProgramVersion.Number);
        else
            DaemonLogMessages.StartingInForeground(log, ProgramVersion.Number, Environment.ProcessId);
        return await RunAsync(host, loop.FirstRound, log, started).ConfigureAwait(false);
    }

    private async Task<int> RunAsync(IHost host, Task firstRound, ILogger log, Action started)
    {
        var director = host.Services.GetServices<IHostedService>().OfType<DirectorHostedService>().Single();
        try
        {
            await host.StartAsync().ConfigureAwait(false);
            var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            var runs = options.StartWait == TimeSpan.Zero || await WaitAsync(firstRound, log, stopping).ConfigureAwait(false);
            // The caller may read the log as soon as the start returns.
            target.WaitUntilWritten(StartLogTimeout);
            if (runs)
                started();
            if (options.Config.DoctorAtStart && !options.DryRun)
                _ = Task.Run(() => StartDoctor.RunAsync(options.Config, log), stopping);
            await host.WaitForShutdownAsync().ConfigureAwait(false);
            return director.Code;
        }
        catch (OperationCanceledException) when (director.Code != ExitCode.Ok)
        {
            // The director failed while the host was still starting, and has logged why.
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
            target.WaitUntilWritten(EndLogTimeout);
        }
    }

    /// <summary>startwait. A start that has waited in vain is a success: what has no result yet is a server that does not answer.</summary>
    /// <returns>False if the daemon ends already: the launching process gets its exit code.</returns>
    private async Task<bool> WaitAsync(Task firstRound, ILogger log, CancellationToken stopping)
    {
        try
        {
            await firstRound.WaitAsync(options.StartWait, time, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (TimeoutException)
        {
            var seconds = options.StartWait.TotalSeconds;
            DaemonLogMessages.FirstRoundIsLate(log, seconds);
            lock (options.Error)
                options.Error.WriteLine($"ldirectord runs, but its first round of checks is not over after {seconds:0.#} s; it goes on");
        }

        return true;
    }

    private IHost Build(
        LoggerFactory loggers, ILogger log, DirectorLoop loop, DaemonSockets sockets, ChildInstances children,
        WatchdogReporter? watchdog, Action stopping)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILoggerFactory>(loggers);
        builder.Services.Configure<HostOptions>(host =>
        {
            // Purging the table, fallback commands and children take their time, but none waits for another: the table comes first.
            host.ShutdownTimeout = Timeout.InfiniteTimeSpan;
            host.ServicesStopConcurrently = true;
            // A failing service beside the director is logged. By default the host would stop, and a stop removes the virtual services.
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        });
        // There are no options to validate, and validation would start the framework's metrics, which takes a tenth of the time of a start.
        builder.Services.RemoveAll<IStartupValidator>();
        builder.Services.AddSingleton<IHostLifetime>(services => new SignalLifetime(
            signals, services.GetRequiredService<IHostApplicationLifetime>(), stopping, loop.RequestReload));
        // First: it listens before the first probe.
        builder.Services.AddHostedService(_ => new StatusHostedService(
            new StatusServer(sockets.Status, loop.SnapshotAsync, shortage => LogClients(log, shortage)), log));
        builder.Services.AddHostedService(_ => new HttpHostedService(new HttpServer(sockets.Http, Routes(loop, log)), log));
        builder.Services.AddHostedService(services => new DirectorHostedService(
            loop, signals, services.GetRequiredService<IHostApplicationLifetime>(), log));
        builder.Services.AddHostedService(_ => children);
        if (watchdog is not null)
            builder.Services.AddHostedService(_ => watchdog);
        return builder.Build();
    }

    private HttpRoutes Routes(DirectorLoop loop, ILogger log)
    {
        var authorisation = new SteerAuthorisation(
            ct => loop.AskAsync(state => state.Config.SteerTokenFile, ct), PosixFile.EffectiveUser(), UserName.Of);
        return PageResources.Beside(
            [
                .. new AliveResource(loop.PulseAsync, Reactor.Shared.PingAsync).All,
                .. new StatusResources(loop.SnapshotAsync, ProgramVersion.Number).All,
                .. new ServerResources(loop.SnapshotAsync, time).All,
                .. new EventResources(loop.Events).All,
                .. new StreamHub(loop.SnapshotAsync, loop.Events, time).All,
                .. new SteerResources(loop, authorisation, options.DryRun, log, time).All,
            ],
            time);
    }

    private Task AfterFirstRoundAsync(WatchdogReporter? watchdog)
    {
        watchdog?.Wake();
        return HeapTrim.TrimAfterStartAsync(time);
    }

    /// <summary>For the line before the process crashes. In the foreground the runtime itself writes the error to standard error.</summary>
    private void WriteAtOnce(string logFile, string line)
    {
        if (target.FollowsLogFile)
            LogSink.Open(logFile, new LogLineFormat(options.Instance, Environment.ProcessId)).Write(line);
    }

    /// <param name="shortage">Why show cannot be answered, or null once it can be again.</param>
    private static void LogClients(ILogger log, string? shortage)
    {
        if (shortage is null)
            DaemonLogMessages.ClientsAcceptedAgain(log);
        else
            DaemonLogMessages.ClientsNotAccepted(log, shortage);
    }
}
