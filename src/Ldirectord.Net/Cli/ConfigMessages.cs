using Ldirectord.Config;

namespace Ldirectord.Cli;

/// <summary>
/// The errors and warnings of a configuration file, in the original's form. Only check writes warnings about moving back to the
/// original.
/// </summary>
internal static class ConfigMessages
{
    public static void Write(ConfigResult read, TextWriter error)
    {
        foreach (var diagnostic in read.Diagnostics.Where(found => found.Severity == Severity.Error || !found.IsPortability))
            error.WriteLine(diagnostic.Format(Environment.ProcessId));
    }
}
