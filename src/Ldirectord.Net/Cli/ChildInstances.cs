using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Cli;

/// <summary>execute: configurations whose own instances are started, reloaded and stopped along with this one, one command after the other.</summary>
internal sealed class ChildInstances(IReadOnlyList<string> configurations, bool dryRun, ILogger log) : IHostedService
{
    private readonly Lock _lock = new();
    private IReadOnlyList<string> _configurations = configurations;
    private Task _last = Task.CompletedTask;

    /// <summary>For the status command: each child says in its own words what there is to say.</summary>
    public static void Status(IEnumerable<string> configurations)
    {
        foreach (var configuration in configurations)
            Run(["--", configuration, "status"], out _);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Then(() => Run(_configurations, "start"));
        return Task.CompletedTask;
    }

    /// <summary>Another configuration is in force: children that are new are started, those that are gone stopped, the others reloaded.</summary>
    public void Reload(IReadOnlyList<string> configurations)
    {
        lock (_lock)
        {
            var before = _configurations;
            _configurations = configurations;
            Then(() =>
            {
                Run(before.Except(configurations), "stop");
                Run(before.Intersect(configurations), "reload");
                Run(configurations.Except(before), "start");
            });
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Then(() => Run(_configurations, "stop"));
        return _last;
    }

    private void Then(Action action)
    {
        lock (_lock)
            _last = _last.ContinueWith(_ => action(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void Run(IEnumerable<string> configurations, string command)
    {
        foreach (var configuration in configurations)
        {
            if (!Run([.. dryRun ? ["--dry-run"] : Array.Empty<string>(), "--", configuration, command], out var why))
                DaemonMessages.Warning(log, $"system({Environment.ProcessPath} {configuration} {command}) failed: {why}");
        }
    }

    private static bool Run(IEnumerable<string> arguments, out string why)
    {
        try
        {
            using var child = Process.Start(Environment.ProcessPath!, arguments);
            child.WaitForExit();
            why = $"exit code {child.ExitCode}";
            return child.ExitCode == ExitCode.Ok;
        }
        catch (Win32Exception e)
        {
            why = e.Message;
            return false;
        }
    }
}
