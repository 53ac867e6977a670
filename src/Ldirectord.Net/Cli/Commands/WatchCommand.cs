using Ldirectord.Daemon;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>
/// show --watch: the table full screen and live, until the operator quits. Without a terminal it is an error: there is show.
/// </summary>
internal static class WatchCommand
{
    public static async Task<int> RunAsync(CommandContext run)
    {
        if (TerminalDevice.Open() is not { } terminal || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb")
        {
            run.Error.WriteLine("show --watch needs a terminal on standard input and output: use show, or show --only-problems");
            return ExitCode.Failed;
        }

        using var client = new ScreenClient(run.Instance.HttpSocket);
        StatusFetch first;
        try
        {
            first = await client.StatusAsync().ConfigureAwait(false);
        }
        catch (IOException e) when (e is not NobodyListensException)
        {
            run.Error.WriteLine(Printable.Of(e.Message));
            return ExitCode.Failed;
        }
        catch (NobodyListensException)
        {
            run.Error.WriteLine(ShowCommand.WhyNobodyAnswers(run, run.Instance.HttpSocket));
            return ExitCode.NotRunning;
        }

        var view = new ScreenView { OnlyProblems = run.Line.OnlyProblems };
        var session = new ScreenSession(
            terminal, client, ScreenStyle.Of(Environment.GetEnvironmentVariable), view, first, TimeProvider.System);
        return await session.RunAsync().ConfigureAwait(false) ? ExitCode.Ok : ExitCode.Failed;
    }
}
