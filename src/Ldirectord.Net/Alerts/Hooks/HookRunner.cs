using Ldirectord.Platform;
using Ldirectord.Text;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Alerts;

/// <summary>
/// Runs operators' programs (callback, fallbackcommand) off the director's loop. Programs of one queue run one after the other, so that
/// "stop" never overtakes "start". Processes that a program leaves behind are not killed. Commands and arguments are bytes
/// (<see cref="Latin1"/>).
/// </summary>
/// <param name="dryRun">Only log what would run.</param>
internal sealed partial class HookRunner(ILogger log, bool dryRun = false)
{
    /// <summary>A program that runs longer is killed, so that the next of its queue can run.</summary>
    private static readonly TimeSpan RunTimeout = TimeSpan.FromMinutes(5);

    /// <summary>How long a stop waits for running programs; systemd and restart wait longer for the daemon.</summary>
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Task> _queues = [];

    /// <summary>Returns at once. Called on the loop's thread only.</summary>
    /// <param name="queue">Programs with the same queue run in order.</param>
    /// <param name="command">A program, or a command line (<see cref="HookCommandLine"/>).</param>
    /// <param name="arguments">Appended to the command.</param>
    public void Run(string queue, string command, IReadOnlyList<string> arguments)
    {
        if (dryRun)
        {
            NotRun(log, Shown(command, arguments));
            return;
        }
        var before = _queues.GetValueOrDefault(queue, Task.CompletedTask);
        _queues[queue] = Task.Run(async () =>
        {
            await before.ConfigureAwait(false);
            await RunAsync(command, arguments).ConfigureAwait(false);
        });
    }

    /// <summary>Waits for running programs, so that a last "stop" is not lost, but no longer than <see cref="ShutdownGrace"/>.</summary>
    public async Task DrainAsync()
    {
        try
        {
            await Task.WhenAll(_queues.Values).WaitAsync(ShutdownGrace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            StillRunning(log, _queues.Count(queue => !queue.Value.IsCompleted));
        }
    }

    private async Task RunAsync(string command, IReadOnlyList<string> arguments)
    {
        var shown = Shown(command, arguments);
        using var limit = new CancellationTokenSource(RunTimeout);
        try
        {
            var (file, words) = HookCommandLine.Parse(command, arguments, PosixSpawn.IsProgram);
            var end = await ChildProcess.RunAsync(file, words, limit.Token, Leftovers.Live).ConfigureAwait(false);
            if (!end.Succeeded)
                Failed(log, shown, end.ToString());
        }
        catch (IoFailureException e)
        {
            Failed(log, shown, e.Message);
        }
        catch (OperationCanceledException)
        {
            Failed(log, shown, $"killed after {RunTimeout.TotalMinutes:0} minutes");
        }
#pragma warning disable CA1031 // The next programs of the queue must run, whatever failed here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(log, shown, e.Message);
        }
    }

    private static string Shown(string command, IReadOnlyList<string> arguments) =>
        Printable.OfBytes(string.Join(' ', [command, .. arguments]));

    [LoggerMessage(LogLevel.Information, "Dry run, not executed: {Command}")]
    private static partial void NotRun(ILogger log, string command);

    [LoggerMessage(LogLevel.Error, "{Count} program(s) still running at shutdown; not waiting for them")]
    private static partial void StillRunning(ILogger log, int count);

    [LoggerMessage(LogLevel.Error, "system({Command}) failed: {Reason}")]
    private static partial void Failed(ILogger log, string command, string reason);
}
