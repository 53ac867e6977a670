
using Ldirectord.Config;

namespace Ldirectord.Daemon;

/// <summary>
/// execute: configurations that execute one another in a circle. start and stop end there by themselves, for whoever runs or has stopped already is left alone;
/// a reload would go round for ever, so it is not passed on to a child that leads back to its parent.
/// </summary>
internal static class ExecuteCycle
{
    /// <summary>The environment variable that names a child's parent: the full path of its configuration.</summary>
    public const string Variable = "LDIRECTORD_EXECUTED_BY";

    /// <summary>Whether <paramref name="config"/> executes <paramref name="path"/>, by itself or by what it executes.</summary>
    /// <param name="execute">What the configuration of that name executes, and its path; reads the file.</param>
    public static bool Leads(IEnumerable<string> config, string path, Func<string, (string Path, IEnumerable<string> Execute)?> execute)
    {
        var seen = new HashSet<string>();
        var ahead = new Queue<string>(config);
        while (ahead.TryDequeue(out var name))
        {
            if (execute(name) is not { } found)
                continue;
            if (found.Path == path)
                return true;
            if (seen.Add(found.Path))
            {
                foreach (var next in found.Execute)
                    ahead.Enqueue(next);
            }
        }
        return false;
    }

    /// <summary>From the files.</summary>
    public static bool Leads(DirectorConfig config, string path) => Leads(config.Execute, RealPath.Of(path), name =>
        ConfigLocator.Find(name) is { } file ? (RealPath.Of(file), ConfigReader.ReadFile(file).Config?.Execute ?? []) : null);
}
