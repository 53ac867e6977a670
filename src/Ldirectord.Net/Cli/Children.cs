using System.ComponentModel;
using System.Diagnostics;
using Ldirectord.Config;

namespace Ldirectord.Cli;

/// <summary>execute: configurations whose own instances are started, stopped, reloaded and asked for their status along with this one.</summary>
internal static class Children
{
    /// <summary>Runs the command for each child in turn and waits for it.</summary>
    /// <param name="report">Takes one sentence for each child that did not answer 0.</param>
    public static void Run(IEnumerable<string> configurations, string command, Action<string> report)
    {
        foreach (var configuration in configurations)
        {
            var words = $"system({Environment.ProcessPath} {configuration} {command}) failed: ";
            try
            {
                using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [configuration, command]))!;
                child.WaitForExit();
                if (child.ExitCode != 0)
                    report($"{words}exit code {child.ExitCode}");
            }
            catch (Win32Exception e)
            {
                report(words + e.Message);
            }
        }
    }

    /// <summary>For status: the child has said in its own words what there is to say.</summary>
    public static void Status(DirectorConfig config) => Run(config.Execute, "status", _ => { });
}
