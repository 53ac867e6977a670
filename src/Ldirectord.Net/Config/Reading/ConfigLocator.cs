namespace Ldirectord.Config;

/// <summary>Where a configuration is looked for, and what its instance is called.</summary>
internal static class ConfigLocator
{
    /// <summary>The name of the instance and, before the directories are tried, of its file, where none is given.</summary>
    public const string DefaultFile = "ldirectord.cf";

    private const string DefaultInstance = "ldirectord";

    /// <summary>/etc/ha.d/NAME, then /etc/ha.d/conf/NAME, then NAME as given.</summary>
    /// <param name="name">As on the command line; null: <see cref="DefaultFile"/>.</param>
    /// <param name="root">Directory that holds etc/ha.d.</param>
    /// <returns>The first that is a file; null if none is.</returns>
    public static string? Find(string? name, string root = "/") => Array.Find(Candidates(name, root), File.Exists);

    /// <summary>Where the file is looked for, in order.</summary>
    public static string[] Candidates(string? name, string root = "/")
    {
        string file = name ?? DefaultFile;
        return [$"{root}etc/ha.d/{file}", $"{root}etc/ha.d/conf/{file}", file];
    }

    /// <summary>The instance's name, as in its pid file: the last component of the argument, "ldirectord" without one.</summary>
    public static string InstanceName(string? name) => name is null ? DefaultInstance : name[(name.LastIndexOf('/') + 1)..];
}
