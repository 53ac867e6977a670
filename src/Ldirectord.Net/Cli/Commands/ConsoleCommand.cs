using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Text;
using Ldirectord.Web;

namespace Ldirectord.Cli;

/// <summary>console: answers HTTP requests over TCP for the directors of this machine, or for those that console.cf names.</summary>
internal static class ConsoleCommand
{
    public static async Task<int> RunAsync(CommandLine line, TextWriter error)
    {
        if ((line.Config is null ? ConsoleConfig.DefaultPath : ConfigLocator.Find(line.Config)) is not { } path)
        {
            error.WriteLine($"Config file {Printable.Of(line.Config ?? "")} not found");
            return ExitCode.Failed;
        }

        var (config, diagnostics) = ConsoleConfigReader.ReadFile(path, mustExist: line.Config is not null);
        foreach (var diagnostic in diagnostics)
            error.WriteLine(diagnostic.Format(Environment.ProcessId));
        return config is null ? ExitCode.BadConfig : await new ConsoleHost(config, error).RunAsync().ConfigureAwait(false);
    }
}
