using System.Text;
using Ldirectord.Daemon;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>metrics: prints the running daemon's metrics in Prometheus' text format, as for node_exporter's textfile collector.</summary>
internal static class MetricsCommand
{
    public static async Task<int> RunAsync(CommandContext run)
    {
        var resource = run.Line.VirtualOnly ? "/metrics?scope=virtual" : "/metrics";
        if (await HttpSocketClient.GetAsync(run.Instance.HttpSocket, resource).ConfigureAwait(false) is not { } answer)
        {
            run.Error.WriteLine(RunningDaemon.Find(run.Instance) is { Pid: var pid }
                ? $"process {pid} runs for {Printable.Of(run.Config.Path)}, but does not answer on "
                    + $"{Printable.Of(run.Instance.HttpSocket)}: is it Perl ldirectord, an older version, or just starting?"
                : $"ldirectord is stopped for {Printable.Of(run.Config.Path)}");
            return ExitCode.NotRunning;
        }

        var text = Encoding.UTF8.GetString(answer.Body);
        if (answer.Status == 200)
        {
            run.Out.Write(text);
            return ExitCode.Ok;
        }

        run.Error.WriteLine($"no metrics: {Printable.Of(text)}");
        return ExitCode.Failed;
    }
}
