using System.Text;
using Ldirectord.Config;
using Ldirectord.Platform;

namespace Ldirectord.Daemon;

/// <summary>What one daemon is known by: CFGNAME, the last part of the configuration's name, and the files named after it.</summary>
/// <param name="ConfigName">CFGNAME: "ldirectord" when no configuration was named.</param>
/// <param name="DryRun">A dry run stands beside the daemon it rehearses, with files of its own.</param>
/// <param name="Folder">Where the files are.</param>
internal sealed record InstanceFiles(string ConfigName, bool DryRun, string Folder = InstanceFiles.SystemFolder)
{
    private const string SystemFolder = "/var/run";

    /// <summary>Bytes of a name in <see cref="Folder"/>: the pid file is first written under a longer name.</summary>
    private const int LongestName = RegularFile.LongestName - 10;

    /// <summary>Bytes of a socket's path (sun_path of unix(7)).</summary>
    private const int LongestSocket = 107;

    /// <summary>A dry run does not need root. If started by another user, its files are in that user's own folder.</summary>
    /// <param name="config">The configuration's name as typed, or null if none was given.</param>
    /// <param name="makeFolder">Create the user's folder if it is missing.</param>
    /// <exception cref="IOException">The user's folder is not fit; the message is a sentence for the operator.</exception>
    public static InstanceFiles Of(string? config, bool dryRun, bool makeFolder)
    {
        var isUsers = dryRun && !Environment.IsPrivilegedProcess;
        return new(ConfigLocator.InstanceName(config), dryRun, isUsers ? UserFolder(makeFolder) : SystemFolder);
    }

    public string PidFile => PathOf("pid");

    public string LockFile => PathOf("lock");

    /// <summary>A name that is too long for a socket is shortened.</summary>
    public string Socket => PathOf("sock", LongestSocket - Encoding.UTF8.GetByteCount(Folder) - 1);

    /// <summary>The lock of a configuration file, however it was named.</summary>
    /// <param name="configPath">Full path; links are followed.</param>
    public string LockOf(string configPath) => PathOf(RealPath.Of(configPath).Replace('/', '%'), "lock", LongestName);

    /// <summary>An ordinary user's dry run: what it writes outside of its folder may lie where others write too.</summary>
    public bool IsUsersDryRun => DryRun && Folder != SystemFolder;

    /// <summary>The file this instance writes where the configuration says <paramref name="logFile"/>.</summary>
    public string LogFileOf(string logFile) => logFile + Suffix;

    private static string UserFolder(bool make) =>
        PrivateFolder.Find(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), Path.GetTempPath(), make);

    private string Suffix => DryRun ? ".dry-run" : "";

    private string PathOf(string extension, int most = LongestName) => PathOf(ConfigName, extension, most);

    private string PathOf(string name, string extension, int most)
    {
        var ending = $"{Suffix}.{extension}";
        return $"{Folder}/ldirectord.{ShortFileName.Of(name, most - "ldirectord.".Length - ending.Length)}{ending}";
    }
}
