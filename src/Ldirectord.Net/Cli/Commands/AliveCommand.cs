using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>
/// status --alive, for a cluster's monitor: judges the daemon alone, neither its file nor what its pid file says. Exit 0 if it runs and
/// answers, 1 if it hangs, 3 if it does not run.
/// </summary>
internal static class AliveCommand
{
    /// <summary>Time to answer. Less than that of a cluster's monitor, so that the answer is ours.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(CommandLine line, TextWriter error)
    {
        var instance = CommandContext.InstanceOf(line);
        var path = Printable.Of(ConfigLocator.Find(line.Config) ?? line.Config ?? ConfigLocator.DefaultFile);
        if (RunningDaemon.Find(instance) is not { } daemon)
        {
            ForegroundHint.Write(instance, path, error);
            error.WriteLine($"ldirectord is stopped for {path}");
            return ExitCode.NotRunning;
        }

        var hang = daemon.IsOriginal ? null : await HangAsync(instance, error).ConfigureAwait(false);
        error.WriteLine(hang is null
            ? $"ldirectord for {path} is running with pid: {daemon.Pid}"
            : $"ldirectord for {path}, process {daemon.Pid}, hangs: {hang}");
        return hang is null ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>
    /// Only silence is a sign of a hang. A daemon that cannot be asked, because its socket was removed or has too many clients, may be
    /// well, and serves: nobody is to stop it for that.
    /// </summary>
    /// <returns>Null if the daemon does not hang.</returns>
    private static async Task<string?> HangAsync(InstanceFiles instance, TextWriter error)
    {
        try
        {
            var timeout = ClusterEnvironment.Read().Limit(Timeout);
            var answer = await HttpSocketClient.GetAsync(instance.HttpSocket, AliveResource.Path, timeout).ConfigureAwait(false);
            if (answer is null)
                error.WriteLine($"nobody listens on {Printable.Of(instance.HttpSocket)}, so the daemon was not asked");
            return null;
        }
        catch (IOException e) when (e.InnerException is OperationCanceledException)
        {
            return e.Message;
        }
        catch (IOException e)
        {
            error.WriteLine($"the daemon was not asked: {e.Message}");
            return null;
        }
    }
}
