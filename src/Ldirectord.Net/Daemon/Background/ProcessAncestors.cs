using System.Globalization;

namespace Ldirectord.Daemon;

/// <summary>Whether a process has started this one, or a parent of it.</summary>
internal static class ProcessAncestors
{
    private const int MaxDepth = 64;

    public static bool Include(int pid) => Include(pid, Environment.ProcessId, ParentOf);

    /// <param name="parentOf">The parent's pid; 0 if the process has no parent.</param>
    public static bool Include(int pid, int of, Func<int, int> parentOf)
    {
        for (var depth = 0; depth < MaxDepth && of > 0; depth++)
        {
            of = parentOf(of);
            if (of == pid)
                return true;
        }

        return false;
    }

    /// <summary>The fourth field of /proc/PID/stat (proc(5)); the second, the name in parentheses, may hold anything.</summary>
    private static int ParentOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
