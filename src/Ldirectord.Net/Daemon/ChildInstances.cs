using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>execute: configurations whose own instances are started, reloaded and stopped along with this one, one command after the other.</summary>
/// <param name="config">The first configuration.</param>
internal sealed class ChildInstances(DirectorConfig config, bool dryRun, ILogger log) : IHostedService
{
    private readonly HookRunner _commands = new(log);
    private readonly Lock _lock = new();
    private IReadOnlyList<string> _configurations = config.Execute;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        OneShotEnvironment.Give(ExecuteCycle.Variable, config.Path);
        Run(_configurations, "start");
        return Task.CompletedTask;
    }

    /// <summary>Another configuration is in force: children that are new are started, those that are gone stopped, the others reloaded.</summary>
    public void Reload(IReadOnlyList<string> configurations)
    {
        lock (_lock)
        {
            Run(_configurations.Except(configurations), "stop");
            Run(_configurations.Intersect(configurations), "reload");
            Run(configurations.Except(_configurations), "start");
            _configurations = configurations;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Run(_configurations, "stop");
            return _commands.DrainAsync();
        }
    }

    private void Run(IEnumerable<string> configurations, string command)
    {
        foreach (var configuration in configurations)
            _commands.Run(
                "execute",
                Latin1.FromText(Environment.ProcessPath!),
                [.. SelfCommand.Arguments(configuration, command, dryRun).Select(Latin1.FromText)]);
    }
}
