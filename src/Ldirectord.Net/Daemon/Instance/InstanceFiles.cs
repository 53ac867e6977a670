using System.Text;
using Ldirectord.Config;
using Ldirectord.Platform;

namespace Ldirectord.Daemon;

/// <summary>The files of one instance, named after CFGNAME, the last part of the configuration's name.</summary>
/// <param name="ConfigName">CFGNAME; "ldirectord" if no configuration was named.</param>
/// <param name="DryRun">A dry run has files of its own, so that it can run beside the real daemon.</param>
/// <param name="Folder">The folder of the files.</param>
internal sealed record InstanceFiles(string ConfigName, bool DryRun, string Folder = InstanceFiles.SystemFolder)
{
    private const string SystemFolder = "/var/run";

    /// <summary>Maximum bytes of a file name: the pid file is first written under a longer name.</summary>
    private const int MaxNameBytes = RegularFile.LongestName - 10;

    /// <summary>Maximum bytes of a socket's path (sun_path of unix(7)).</summary>
    private const int MaxSocketBytes = 107;

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

    /// <summary>The socket of the show command; a name that is too long for a socket is shortened.</summary>
    public string Socket => PathOf("sock", MaxSocketBytes - Encoding.UTF8.GetByteCount(Folder) - 1);

    /// <summary>The socket that answers HTTP requests.</summary>
    public string HttpSocket => PathOf("http.sock", MaxSocketBytes - Encoding.UTF8.GetByteCount(Folder) - 1);

    /// <summary>The lock of a configuration file, the same for all names of that file.</summary>
    /// <param name="configPath">Full path.</param>
    public string LockOf(string configPath) => PathOf(RealPath.Of(configPath).Replace('/', '%'), "lock", MaxNameBytes);

    /// <summary>A dry run of an ordinary user: folders outside of its own may be writable for other users.</summary>
    public bool IsUsersDryRun => DryRun && Folder != SystemFolder;

    /// <summary>The log file of this instance if the configuration says <paramref name="logFile"/>.</summary>
    public string LogFileOf(string logFile) => logFile + Suffix;

    private static string UserFolder(bool make) =>
        PrivateFolder.Find(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), Path.GetTempPath(), make);

    private string Suffix => DryRun ? ".dry-run" : "";

    private string PathOf(string extension, int maxBytes = MaxNameBytes) => PathOf(ConfigName, extension, maxBytes);

    private string PathOf(string name, string extension, int maxBytes)
    {
        var ending = $"{Suffix}.{extension}";
        return $"{Folder}/ldirectord.{ShortFileName.Of(name, maxBytes - "ldirectord.".Length - ending.Length)}{ending}";
    }
}
