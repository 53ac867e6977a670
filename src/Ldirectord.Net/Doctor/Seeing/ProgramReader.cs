using System.Globalization;
using Ldirectord.Platform;

namespace Ldirectord.Doctor;

/// <summary>Finds programs that write the IPVS table themselves, or move addresses (/proc, proc(5)).</summary>
internal static class ProgramReader
{
    private const int LongestCommandLine = 64 * 1024;

    private static readonly string[] s_names = ["keepalived", "kube-proxy", "kube-router", "nanny", "lvsd", "pulse", "ldirectord", "perl"];

    /// <summary>The programs of this network namespace.</summary>
    public static IEnumerable<RunningProgram> Read()
    {
        var own = Namespace("self");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId && Text($"{folder}/comm")?.Trim() is { } name && s_names.Contains(name)
                && (Namespace(Path.GetFileName(folder)) is not { } other || other == own))
            {
                var arguments = Text($"{folder}/cmdline") ?? "";
                yield return new RunningProgram(pid, name, arguments.Split('\0', StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }

    /// <returns>Null if it cannot be read: the process is another user's.</returns>
    private static string? Namespace(string process)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{process}/ns/net", returnFinalTarget: false)?.Name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Text(string path)
    {
        try
        {
            return RegularFile.ReadText(path, LongestCommandLine);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended meanwhile
        }
    }
}
