namespace Ldirectord.Doctor;

/// <summary>The files from which settings are made at each boot (sysctl.d(5)).</summary>
internal static class SysctlFiles
{
    private static readonly string[] s_folders = ["/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d"];

    /// <summary>Settings that have a value now, and that no file gives them.</summary>
    public static IEnumerable<Finding> Missing(Host host, IEnumerable<string> names, int value)
    {
        Lazy<Dictionary<string, string>> files = new(() => Read(host));
        return
            from name in names
            where host.Number(name.Replace('.', '/')) >= value
                && !(files.Value.TryGetValue(name, out var text) && int.TryParse(text, out var set) && set >= value)
            select new Finding(
                Level.Note, name, $"it is right now, but no file of sysctl.d says so: after a boot it may be wrong",
                $"echo {name}={value} >/etc/sysctl.d/90-lvs-{name}.conf");
    }

    /// <summary>The last value of each setting. A file hides those of the same name in later folders.</summary>
    private static Dictionary<string, string> Read(Host host)
    {
        var paths = s_folders
            .SelectMany(folder => host.Files(folder).Select(name => (Name: name, Path: $"{folder}/{name}")))
            .Where(file => file.Name.EndsWith(".conf", StringComparison.Ordinal))
            .DistinctBy(file => file.Name)
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => file.Path)
            .Append("/etc/sysctl.conf");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            foreach (var line in host.File(path)?.Split('\n') ?? [])
            {
                if (line.Split('=', 2) is [var name, var value] && !name.TrimStart().StartsWith('#') && !name.TrimStart().StartsWith(';'))
                    values[name.Trim().TrimStart('-').Trim().Replace('/', '.')] = value.Trim();
            }
        }

        return values;
    }
}
