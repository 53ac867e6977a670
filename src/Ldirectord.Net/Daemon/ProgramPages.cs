using System.Globalization;
using System.Runtime.InteropServices;

namespace Ldirectord.Daemon;

/// <summary>
/// The start runs methods and reads tables, of the program and of its libraries, that a director does not need again; their pages count as
/// this process's memory nonetheless. Given back, they stay in the kernel's cache of the file, and what is needed after all is mapped again
/// at its next use.
/// </summary>
internal static partial class ProgramPages
{
    private const int DontNeed = 4; // MADV_DONTNEED of madvise(2)

    /// <summary>Costs some hundred page faults in the seconds after it.</summary>
    public static void Release()
    {
        try
        {
            foreach (var (start, end) in Unwritten(File.ReadLines("/proc/self/smaps")).ToList())
                _ = Advise((nint)start, (nuint)(end - start), DontNeed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No /proc: then they stay.
        }
    }

    /// <summary>
    /// The parts of files of which nothing in memory differs from the file, and nothing can: what the loader has corrected and then
    /// protected would be lost.
    /// </summary>
    /// <param name="smaps">/proc/PID/smaps, proc(5).</param>
    internal static IEnumerable<(ulong Start, ulong End)> Unwritten(IEnumerable<string> smaps)
    {
        (ulong, ulong)? part = null;
        foreach (var line in smaps)
        {
            var words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (words is [var range, ['r', '-', _, 'p'], _, _, _, ['/', ..]])
            {
                part = (Address(range, 0), Address(range, 1));
            }
            else if (!words[0].EndsWith(':'))
            {
                part = null;
            }
            else if (words is ["Anonymous:", "0", ..] && part is { } unwritten)
            {
                yield return unwritten;
            }
        }
    }

    private static ulong Address(string range, int end) =>
        ulong.Parse(range.Split('-')[end], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
