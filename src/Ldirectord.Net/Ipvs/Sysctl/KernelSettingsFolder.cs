using System.Globalization;

namespace Ldirectord.Ipvs;

/// <summary>Reads and writes the kernel's settings of IPVS (sysctl), which each network namespace has of its own. Never blocks.</summary>
/// <param name="path">Another folder, for tests.</param>
/// <param name="kernel">Another version of the kernel, for tests; null for the running one.</param>
internal sealed class KernelSettingsFolder(string path = "/proc/sys/net/ipv4/vs", Version? kernel = null)
{
    /// <summary>False if IPVS is not loaded, or hides its settings from this process.</summary>
    public bool Exists => Directory.Exists(path);

    public KernelSettings Read()
    {
        var unknown = KernelSettings.Unknown;
        return new KernelSettings
        {
            ExpireNodestConn = Read(unknown.ExpireNodestConn.Name),
            ExpireQuiescentTemplate = Read(unknown.ExpireQuiescentTemplate.Name),
            ConnReuseMode = Read(unknown.ConnReuseMode.Name),
            BackupOnly = Read(unknown.BackupOnly.Name),
            SloppyTcp = Read(unknown.SloppyTcp.Name),
            Kernel = kernel ?? Environment.OSVersion.Version,
        };
    }

    /// <returns>Null if the value was written, otherwise why not.</returns>
    public string? Write(string name, int value)
    {
        try
        {
            File.WriteAllText(Path.Combine(path, name), string.Create(CultureInfo.InvariantCulture, $"{value}\n"));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Reason(e);
        }
    }

    private KernelSetting Read(string name)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(path, name)).Trim();
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                ? new KernelSetting(name, value)
                : new KernelSetting(name, null, "not a number");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new KernelSetting(name, null, Reason(e));
        }
    }

    private static string Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "this kernel does not have it, or hides it from this process",
        UnauthorizedAccessException => "permission denied",
        _ => e.Message,
    };
}
