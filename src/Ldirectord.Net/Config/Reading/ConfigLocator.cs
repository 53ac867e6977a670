namespace Ldirectord.Config;

/// <summary>Finds a configuration file, and names its instance.</summary>
internal static class ConfigLocator
{
    /// <summary>The file's name if the command line gives none.</summary>
    public const string DefaultFile = "ldirectord.cf";

    private const string DefaultInstance = "ldirectord";

    /// <summary>/etc/ha.d/NAME, then /etc/ha.d/conf/NAME, then NAME as given.</summary>
    /// <param name="name">As on the command line; null for <see cref="DefaultFile"/>.</param>
    /// <param name="root">Directory that holds etc/ha.d.</param>
    /// <returns>The first of these that is a file; null if there is none.</returns>
    public static string? Find(string? name, string root = "/") => Array.Find(Candidates(name, root), File.Exists);

    /// <summary>The paths to try, in order.</summary>
    public static string[] Candidates(string? name, string root = "/")
    {
        string file = name ?? DefaultFile;
        return [$"{root}etc/ha.d/{file}", $"{root}etc/ha.d/conf/{file}", file];
    }

    /// <summary>The instance's name, as in its pid file: the last component of the argument; "ldirectord" without an argument.</summary>
    public static string InstanceName(string? name) => name is null ? DefaultInstance : name[(name.LastIndexOf('/') + 1)..];
}
