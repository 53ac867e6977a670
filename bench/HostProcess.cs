using System.Globalization;

namespace Ldirectord.Bench;

/// <summary>What the host knows of processes: proc(5).</summary>
internal static class HostProcess
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux

    /// <summary>CPU seconds, user and system, of a process group, its children that have ended included.</summary>
    public static double CpuOfGroup(int group) =>
        Directory.EnumerateDirectories("/proc").Select(folder => Stat(folder)).Where(stat => stat.Length > 0 && stat[2] == group.ToString(CultureInfo.InvariantCulture)).Sum(Cpu);

    /// <summary>CPU seconds of a process.</summary>
    public static double CpuOf(int process) => Cpu(Stat($"/proc/{process}"));

    /// <summary>Private and resident megabytes (smaps_rollup).</summary>
    public static (double Private, double Resident) MemoryOf(int process)
    {
        var lines = File.ReadAllLines($"/proc/{process}/smaps_rollup");
        double Of(string name) => lines.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Sum(
            line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)) / 1024;
        return (Of("Private_"), Of("Rss:"));
    }

    public static int DescriptorsOf(int process) => Directory.GetFiles($"/proc/{process}/fd").Length;

    // From the state on: the name before it may hold anything.
    private static string[] Stat(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // utime, stime, cutime, cstime: fields 14 to 17, of which the first here is the third.
    private static double Cpu(string[] stat) => stat[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond;
}
