namespace Ldirectord.Ipvs;

/// <summary>The modules of the running kernel: loaded, built in, or on the disk (depmod(8)). Loads none.</summary>
/// <param name="loaded">Another folder of loaded modules, for tests.</param>
/// <param name="onDisk">Another folder of modules.dep and modules.builtin, for tests; null for the running kernel's.</param>
internal sealed class KernelModules(string loaded = "/sys/module", string? onDisk = null)
{
    private readonly Lazy<string?> _lists = new(() => ReadLists(onDisk));

    /// <summary>Whether the kernel has the module. True, too, if nobody can tell: a container has no list of the modules.</summary>
    public bool Has(string module) =>
        Directory.Exists(Path.Combine(loaded, module))
        || _lists.Value is not { } lists
        || lists.Contains($"/{module}.ko", StringComparison.Ordinal);

    /// <summary>Each module as a path: "kernel/net/netfilter/ipvs/ip_vs_rr.ko.xz: …".</summary>
    private static string? ReadLists(string? folder)
    {
        try
        {
            folder ??= $"/lib/modules/{File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}";
            return File.ReadAllText(Path.Combine(folder, "modules.dep")) + File.ReadAllText(Path.Combine(folder, "modules.builtin"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
