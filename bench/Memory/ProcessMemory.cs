using System.Globalization;

namespace Ldirectord.Bench;

/// <summary>
/// Megabytes of one process, or of several together (smaps_rollup, proc(5)). Unmodified pages of the program's file are resident but not
/// written to, even if no other process runs the program.
/// </summary>
/// <param name="Resident">Pages that are shared count in each process.</param>
/// <param name="Proportional">The same, but each page is divided by the number of processes that have it.</param>
/// <param name="Written">Pages that nobody else has and that were written to.</param>
internal sealed record ProcessMemory(double Resident, double Proportional, double Written)
{
    public static ProcessMemory Of(int process) => Read(File.ReadAllText($"/proc/{process}/smaps_rollup"));

    /// <param name="rollups">One after the other.</param>
    public static ProcessMemory Read(string rollups)
    {
        var lines = rollups.Split('\n');
        return new ProcessMemory(Sum("Rss:"), Sum("Pss:"), Sum("Private_Dirty:"));

        double Sum(string name) => lines.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Sum(
            line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)) / 1024;
    }
}
