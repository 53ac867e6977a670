using System.Globalization;
using System.Runtime.InteropServices;

namespace Ldirectord.Bench;

/// <summary>What the host knows of processes: proc(5).</summary>
internal static partial class HostProcess
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux

    /// <summary>CPU seconds, user and system, of a process group, its children that have ended included.</summary>
    public static double CpuOfGroup(int group) =>
        Directory.EnumerateDirectories("/proc").Select(folder => Stat(folder))
            .Where(stat => stat.Length > 0 && stat[2] == group.ToString(CultureInfo.InvariantCulture)).Sum(Cpu);

    /// <summary>CPU seconds of a process, by its own clock, which is finer than ticks (clock_getcpuclockid(3)).</summary>
    public static double CpuOf(int process)
    {
        Span<long> time = stackalloc long[2];
        if (GetCpuClock(process, out var clock) != 0 || GetTime(clock, time) != 0)
            throw new InvalidOperationException($"process {process} has no clock");
        return time[0] + time[1] / 1e9;
    }

    /// <summary>CPU seconds of all children that have ended so far (getrusage(2)).</summary>
    public static double CpuOfEndedChildren()
    {
        Span<long> usage = stackalloc long[18]; // struct rusage: two timevals, fourteen counts
        _ = GetUsage(-1, usage);
        return usage[0] + usage[2] + (usage[1] + usage[3]) / 1e6;
    }

    /// <param name="signal">Its number (signal(7)).</param>
    public static void Signal(int process, int signal)
    {
        if (Kill(process, signal) != 0)
            throw new InvalidOperationException($"process {process} cannot be sent signal {signal}");
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
    private static double Cpu(string[] stat) =>
        stat[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, Span<long> usage);

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int GetCpuClock(int process, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, Span<long> time);
}
