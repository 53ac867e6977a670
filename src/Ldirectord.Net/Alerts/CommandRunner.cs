using Ldirectord.Net;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Alerts;

/// <summary>
/// Runs operators' programs (callback, fallbackcommand) outside the director's loop: those of one queue one after the other, so that "stop" never
/// overtakes "start". Arguments are passed as a list, never through a shell.
/// </summary>
/// <param name="dryRun">Says what it would run, and runs nothing.</param>
internal sealed partial class CommandRunner(ILogger log, bool dryRun = false)
{
    /// <summary>A program that takes longer is killed, so that what waits behind it has its turn.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Task> _queues = [];

    /// <summary>Called by the loop alone.</summary>
    /// <param name="queue">Programs with the same queue run in order.</param>
    public void Run(string queue, string program, IReadOnlyList<string> arguments)
    {
        if (dryRun)
        {
            NotRun(log, Words(program, arguments));
            return;
        }
        var before = _queues.GetValueOrDefault(queue, Task.CompletedTask);
        _queues[queue] = Task.Run(async () =>
        {
            await before.ConfigureAwait(false);
            await RunAsync(program, arguments).ConfigureAwait(false);
        });
    }

    /// <summary>Waits for what runs, so that a "stop" given last is not lost; each program's own limit bounds it.</summary>
    public Task DrainAsync() => Task.WhenAll(_queues.Values);

    private async Task RunAsync(string program, IReadOnlyList<string> arguments)
    {
        var command = Words(program, arguments);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var end = await ChildProcess.RunAsync(program, arguments, limit.Token).ConfigureAwait(false);
            if (!end.Succeeded)
                Failed(log, command, end.ToString());
        }
        catch (NetException e)
        {
            Failed(log, command, e.Message);
        }
        catch (OperationCanceledException)
        {
            Failed(log, command, $"killed, still running after {Limit.TotalMinutes:0} minutes");
        }
    }

    private static string Words(string program, IReadOnlyList<string> arguments) => string.Join(' ', [program, .. arguments]);

    [LoggerMessage(LogLevel.Information, "A dry run does not run: {Command}")]
    private static partial void NotRun(ILogger log, string command);

    [LoggerMessage(LogLevel.Error, "system({Command}) failed: {Reason}")]
    private static partial void Failed(ILogger log, string command, string reason);
}
