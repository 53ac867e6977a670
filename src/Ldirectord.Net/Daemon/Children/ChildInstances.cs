using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>
/// execute: starts, reloads and stops the instances of other configurations along with this one, one command after the other.
/// </summary>
/// <param name="config">The configuration of the start.</param>
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

    /// <summary>
    /// Another configuration is active: stops the children that it does not name, reloads the others and starts the new ones.
    /// </summary>
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
        {
            _commands.Run(
                "execute",
                Latin1.FromText(Environment.ProcessPath!),
                [.. SelfCommand.Arguments(configuration, command, dryRun).Select(Latin1.FromText)]);
        }
    }
}
