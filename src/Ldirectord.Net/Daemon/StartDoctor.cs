using Ldirectord.Config;
using Ldirectord.Doctor;
using Ldirectord.Platform;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>
/// doctoratstart: logs each failure that the doctor finds of the director's own side, once, while the daemon runs already. Nobody is asked
/// over the network.
/// </summary>
internal static class StartDoctor
{
    public static async Task RunAsync(DirectorConfig config, ILogger log)
    {
        try
        {
            var examined = new DirectorCase(await HostReader.ReadAsync().ConfigureAwait(false), config);
            foreach (var (id, finding) in Diagnosis.Of(DirectorLooks.All, examined).Where(one => one.Finding.Level == Level.Failure))
            {
                var remedy = finding.Remedy is { } command ? $": {command}" : "";
                DaemonLogMessages.DoctorFound(log, id, $"{finding.Subject}: {finding.Sentence}{remedy}");
            }
        }
        catch (IoFailureException e)
        {
            DaemonLogMessages.DoctorFound(log, "D3", $"this machine cannot be examined: {e.Message}");
        }
    }
}
