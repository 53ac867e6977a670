using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ldirectord.Daemon;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>
/// show: prints the running daemon's table with each server's health; with --diff, the differences to the kernel's table; with
/// --only-problems, what is not fine.
/// </summary>
internal static class ShowCommand
{
    public static async Task<int> RunAsync(CommandContext run) =>
        run.Line.Watch ? await WatchCommand.RunAsync(run).ConfigureAwait(false) : Run(run);

    public static int Run(CommandContext run)
    {
        byte[]? answer;
        try
        {
            answer = StatusClient.Fetch(run.Instance.Socket);
        }
        catch (SocketException e)
        {
            run.Error.WriteLine(e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock
                ? $"ldirectord does not answer on {Printable.Of(run.Instance.Socket)}: its process hangs or is suspended"
                : $"cannot connect to ldirectord on {Printable.Of(run.Instance.Socket)}: {e.Message}");
            return ExitCode.Failed;
        }
        if (answer is null)
        {
            run.Error.WriteLine(WhyNobodyAnswers(run, run.Instance.Socket));
            return ExitCode.NotRunning;
        }
        if (answer.Length > 0)
            return Print(run, answer);
        var log = run.Config.LogFile.Length > 0 ? $" ({run.Config.LogFile})" : "";
        run.Error.WriteLine(
            $"no status available (daemon is stopping, or the kernel table is unreadable); try again, or see its log{log}");
        return ExitCode.Failed;
    }

    /// <summary>Of a socket that nobody listens on.</summary>
    public static string WhyNobodyAnswers(CommandContext run, string socket) => RunningDaemon.Find(run.Instance) is { Pid: var pid }
        ? $"process {pid} runs for {Printable.Of(run.Config.Path)}, but does not answer on {Printable.Of(socket)}: "
            + "is it Perl ldirectord, or just starting?"
        : $"ldirectord is stopped for {Printable.Of(run.Config.Path)}";

    private static int Print(CommandContext run, byte[] answer)
    {
        try
        {
            var report = StatusReport.FromJson(answer);
            var now = TimeProvider.System.GetUtcNow();
            run.Out.Write(run.Line switch
            {
                { Json: true, OnlyProblems: true } => Json(ProblemRules.Only(report, now)),
                { Json: true } => Json(report),
                { Diff: true } => DriftTable.Render(report, now),
                { OnlyProblems: true } => ProblemTable.Render(report, now, Colour()),
                _ => StatusTable.Render(report, now, Colour()),
            });
            var isFine = run.Line switch
            {
                { Diff: true } => report.Comparison is { Now.Count: 0 },
                { OnlyProblems: true } => ProblemRules.IsFine(report, now),
                _ => true,
            };
            return isFine ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (JsonException)
        {
            run.Error.WriteLine(
                $"the answer on {Printable.Of(run.Instance.Socket)} is incomplete, or from another version: "
                + "restart the daemon after an upgrade");
            return ExitCode.Failed;
        }
    }

    private static string Json(StatusReport report) => Encoding.UTF8.GetString(report.ToJson()) + "\n";

    /// <summary>Only on a terminal, and not if NO_COLOR is set (https://no-color.org).</summary>
    private static bool Colour() =>
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
}
