using Ldirectord.Config;

namespace Ldirectord.Daemon;

/// <summary>
/// Detects configurations that <c>execute</c> each other in a cycle. start and stop terminate anyway, because instances that
/// already run or are stopped are skipped; a reload would loop for ever, so it is not passed to a child that leads back to its
/// parent.
/// </summary>
internal static class ExecuteCycle
{
    /// <summary>The environment variable that tells a child its parent: the full path of the parent's configuration.</summary>
    public const string Variable = "LDIRECTORD_EXECUTED_BY";

    /// <summary>Whether another director runs this program.</summary>
    public static bool IsExecuted() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>Whether one of the configurations, or one that they execute, is <paramref name="path"/>.</summary>
    /// <param name="find">
    /// The path of the configuration of that name and what it executes, or null if there is none. Reads the file.
    /// </param>
    public static bool LeadsTo(
        string path, IEnumerable<string> configurations, Func<string, (string Path, IEnumerable<string> Execute)?> find)
    {
        var seen = new HashSet<string>();
        var queue = new Queue<string>(configurations);
        while (queue.TryDequeue(out var name))
        {
            if (find(name) is not { } found)
                continue;
            if (found.Path == path)
                return true;
            if (seen.Add(found.Path))
            {
                foreach (var next in found.Execute)
                    queue.Enqueue(next);
            }
        }

        return false;
    }

    /// <summary>Whether what <paramref name="config"/> executes leads to <paramref name="path"/>; reads the files.</summary>
    public static bool LeadsTo(string path, DirectorConfig config) => LeadsTo(RealPath.Of(path), config.Execute, name =>
        ConfigLocator.Find(name) is { } file ? (RealPath.Of(file), ConfigReader.ReadFile(file).Config?.Execute ?? []) : null);
}
