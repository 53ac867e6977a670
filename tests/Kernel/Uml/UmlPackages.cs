namespace Ldirectord.Kernel.Uml;

/// <summary>What the machine needs from the host: Debian packages, each known by a file it brings.</summary>
internal static class UmlPackages
{
    public const string Kernel = "/usr/bin/linux.uml";
    private const string ModulesRoot = "/usr/lib/uml/modules";

    private static readonly (string Package, string[] Files)[] Needed =
    [
        ("user-mode-linux", [Kernel]),
        ("kmod", ["/sbin/modprobe", "/usr/sbin/modprobe"]),
        ("ipvsadm", ["/sbin/ipvsadm", "/usr/sbin/ipvsadm"]),
        ("iproute2", ["/sbin/ip", "/usr/sbin/ip", "/bin/ip", "/usr/bin/ip"]),
        ("iptables", ["/sbin/iptables-legacy", "/usr/sbin/iptables-legacy"]),
        ("procps", ["/bin/ps", "/usr/bin/ps"]),
    ];

    /// <summary>The kernel's modules: the one folder below /usr/lib/uml/modules.</summary>
    public static string Modules => Directory.GetDirectories(ModulesRoot).Order(StringComparer.Ordinal).Last();

    /// <returns>A sentence naming the packages that are missing; null when all are there.</returns>
    public static string? WhatIsMissing(params (string Package, string File)[] more)
    {
        var missing = Needed.Where(need => !need.Files.Any(File.Exists)).Select(need => need.Package)
            .Concat(more.Where(need => !File.Exists(need.File)).Select(need => need.Package))
            .ToArray();
        return missing.Length == 0 ? null
            : $"needs the Debian packages {string.Join(' ', missing)}: apt-get install {string.Join(' ', missing)}";
    }
}
