using System.Globalization;
using Ldirectord.Platform;

namespace Ldirectord.Status;

/// <summary>What this process uses of the machine, as /proc/self tells (proc(5)).</summary>
internal sealed record ProcessFigures(
    double CpuSeconds, long ResidentBytes, long VirtualBytes, long OpenDescriptors, long MaximumDescriptors, DateTimeOffset Started)
{
    public static ProcessFigures Read(DateTimeOffset started)
    {
        // size and resident, in pages: the first two numbers of the line.
        var pages = File.ReadAllText("/proc/self/statm").Split(' ');
        return new ProcessFigures(
            Environment.CpuUsage.TotalTime.TotalSeconds,
            long.Parse(pages[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize,
            long.Parse(pages[0], CultureInfo.InvariantCulture) * Environment.SystemPageSize,
            Directory.EnumerateFileSystemEntries("/proc/self/fd").LongCount(),
            Libc.DescriptorLimit(),
            started);
    }
}
