using Ldirectord.Platform;
using Ldirectord.Text;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Alerts;

/// <summary>
/// Runs operators' programs (callback, fallbackcommand) outside the director's loop: those of one queue one after the other, so that "stop" never
/// overtakes "start". What a program leaves running when it ends is its own affair. Commands and their arguments are bytes
/// (<see cref="Latin1"/>).
/// </summary>
/// <param name="dryRun">Says what it would run, and runs nothing.</param>
internal sealed partial class HookRunner(ILogger log, bool dryRun = false)
{
    /// <summary>A program that takes longer is killed, so that what waits behind it has its turn.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>How long the end of the daemon waits for them; systemd and restart wait longer.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Task> _queues = [];

    /// <summary>Called by the loop alone.</summary>
    /// <param name="queue">Programs with the same queue run in order.</param>
    /// <param name="command">A program, or a command line (<see cref="HookCommandLine"/>).</param>
    /// <param name="arguments">Appended to it.</param>
    public void Run(string queue, string command, IReadOnlyList<string> arguments)
    {
        if (dryRun)
        {
            NotRun(log, Words(command, arguments));
            return;
        }
        var before = _queues.GetValueOrDefault(queue, Task.CompletedTask);
        _queues[queue] = Task.Run(async () =>
        {
            await before.ConfigureAwait(false);
            await RunAsync(command, arguments).ConfigureAwait(false);
        });
    }

    /// <summary>Waits a moment for what runs, so that a "stop" given last is not lost. What goes on after that goes on without the daemon.</summary>
    public async Task DrainAsync()
    {
        try
        {
            await Task.WhenAll(_queues.Values).WaitAsync(Farewell).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Left(log, _queues.Count(queue => !queue.Value.IsCompleted));
        }
    }

    private async Task RunAsync(string command, IReadOnlyList<string> arguments)
    {
        var words = Words(command, arguments);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var (file, list) = HookCommandLine.Understand(command, arguments, PosixSpawn.IsProgram);
            var end = await ChildProcess.RunAsync(file, list, limit.Token, Leftovers.Live).ConfigureAwait(false);
            if (!end.Succeeded)
                Failed(log, words, end.ToString());
        }
        catch (IoFailureException e)
        {
            Failed(log, words, e.Message);
        }
        catch (OperationCanceledException)
        {
            Failed(log, words, $"killed, still running after {Limit.TotalMinutes:0} minutes");
        }
#pragma warning disable CA1031 // Whatever it is, the programs behind it have their turn.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(log, words, e.Message);
        }
    }

    private static string Words(string command, IReadOnlyList<string> arguments) => Printable.OfBytes(string.Join(' ', [command, .. arguments]));

    [LoggerMessage(LogLevel.Information, "A dry run does not run: {Command}")]
    private static partial void NotRun(ILogger log, string command);

    [LoggerMessage(LogLevel.Error, "{Count} program(s) did not end in time; the daemon ends without them")]
    private static partial void Left(ILogger log, int count);

    [LoggerMessage(LogLevel.Error, "system({Command}) failed: {Reason}")]
    private static partial void Failed(ILogger log, string command, string reason);
}
