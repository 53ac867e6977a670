using System.Runtime.InteropServices;
using Ldirectord.Daemon;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>
/// --wait: waits until the servers have left the table; on a terminal it shows how many connections are left. The wait can be ended at any
/// time: the drain goes on.
/// </summary>
/// <param name="server">HOST or HOST:PORT.</param>
internal sealed class DrainWait(CommandContext run, string server)
{
    /// <summary>Between two questions.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly bool _isTerminal = !Console.IsErrorRedirected && !run.Line.Json;

    /// <returns>0 drained at zero; 1 with connections left, or the drain was ended; 3 the daemon is gone.</returns>
    public async Task<int> RunAsync()
    {
        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var query = $"/api/v1/drain?server={Uri.EscapeDataString(server)}"
            + (run.Line.Virtual is { } service ? $"&virtual={Uri.EscapeDataString(service)}" : "");
        while (true)
        {
            var (code, answer) = await SteerCommand.ReadAsync(run, () => HttpSocketClient.GetAsync(run.Instance.HttpSocket, query))
                .ConfigureAwait(false);
            if (answer is null)
                return code;
            var waiting = answer.Servers.Where(IsWaitedFor).ToList();
            Show(waiting);
            if (waiting.Count == 0)
                return End(answer);
            await Task.Delay(Interval, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
            {
                Show([]);
                run.Error.WriteLine($"not waiting any longer; the drain of {Printable.Of(server)} goes on (enable ends it)");
                return ExitCode.Interrupted;
            }
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }

    private static bool IsWaitedFor(SteerReport report) => report.State is "draining" or "maintenance" && report.Weight is not null;

    private int End(SteerAnswer answer)
    {
        if (run.Line.Json)
            run.Out.WriteLine(SteerCommand.Json(answer));
        else
        {
            foreach (var report in answer.Servers)
                run.Out.WriteLine(SteerCommand.Row(report));
        }

        return answer.Servers.Any(report => report.Cut || report.State == "ready") ? ExitCode.Failed : ExitCode.Ok;
    }

    /// <summary>One line, written over and over.</summary>
    private void Show(List<SteerReport> waiting)
    {
        if (!_isTerminal)
            return;
        var left = waiting.Sum(report => report.Active + report.Inactive);
        run.Error.Write(waiting.Count == 0 ? "\r\e[K"
            : $"\r\e[K{Plural.Of(waiting.Count, "server")} draining, {Plural.Of((int)left, "connection")} left");
        run.Error.Flush();
    }
}
