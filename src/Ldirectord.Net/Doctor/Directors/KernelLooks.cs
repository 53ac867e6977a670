using System.Globalization;
using Ldirectord.Config;
using Ldirectord.Planning;

namespace Ldirectord.Doctor;

/// <summary>What the kernel and this process bring along.</summary>
internal static class KernelLooks
{
    /// <summary>Descriptors beside those of checks: the log, sockets, files.</summary>
    private const int OtherDescriptors = 100;

    /// <summary>Connections in one slot of the kernel's table from which it is slow.</summary>
    private const int MostPerSlot = 8;

    /// <summary>What the service ipvsadm of Debian loads.</summary>
    private const string RulesFile = "/etc/ipvsadm.rules";

    /// <summary>Programs of others that write the table.</summary>
    private static readonly string[] s_writers = ["kube-proxy", "kube-router", "nanny", "lvsd", "pulse"];

    /// <summary>A kernel without IPVS.</summary>
    public static IEnumerable<Finding> Ipvs(DirectorCase examined)
    {
        if (examined.Host.Ipvs.IsLoaded)
            return [];
        return examined.Host.Modules.Has("ip_vs")
            ? [new Finding(Level.Note, "ip_vs", "the kernel's IPVS is not loaded now; start loads it", "modprobe ip_vs")]
            : [new Finding(
                Level.Failure, "ip_vs",
                $"kernel {examined.Host.Kernel} has no IPVS: expected its module ip_vs; in a container the host loads it",
                "modprobe ip_vs")];
    }

    /// <summary>A scheduler, an engine or a protocol that the kernel lacks.</summary>
    public static IEnumerable<Finding>? Modules(DirectorCase examined) => examined.Config.VirtualServices.IsEmpty ? null :
        KernelModuleRules.Of(examined.Config, examined.Host.Modules).Select(message => new Finding(Level.Failure, "kernel", message));

    /// <summary>A right that is missing.</summary>
    public static IEnumerable<Finding> Rights(DirectorCase examined)
    {
        if (!examined.Host.MayAdministerNetwork)
            yield return new Finding(Level.Note, "rights", "without CAP_NET_ADMIN table and firewall cannot be seen: run it as root");
        else if (examined.Host.Ipvs.Problem is { } problem)
            yield return new Finding(Level.Note, "rights", problem);
        if (!examined.Host.MaySendRaw)
            yield return new Finding(Level.Note, "rights", "without CAP_NET_RAW no ARP is sent: run it as root");
    }

    /// <summary>A table of connections that is too small.</summary>
    public static IEnumerable<Finding>? ConnectionTable(DirectorCase examined)
    {
        var parameter = examined.Host.File("/sys/module/ip_vs/parameters/conn_tab_bits");
        if (!int.TryParse(parameter, NumberStyles.Integer, CultureInfo.InvariantCulture, out var bits) || bits is < 1 or > 30)
            return null;
        var connections = examined.Host.Ipvs.Table.Services.SelectMany(service => service.Destinations)
            .Sum(one => (long)one.ActiveConnections + one.InactiveConnections);
        var wanted = Math.Min(20, bits + 4);
        return connections <= (long)MostPerSlot << bits ? [] :
        [
            new Finding(
                Level.Warning, "conn_tab_bits",
                $"{connections} connections stand in {1 << bits} slots, so each packet is compared with {connections >> bits} of them: "
                + $"expected {wanted} bits; the module reads the number when it is loaded",
                $"echo options ip_vs conn_tab_bits={wanted} >/etc/modprobe.d/ip_vs.conf"),
        ];
    }

    /// <summary>Another program that writes the same table.</summary>
    public static IEnumerable<Finding> OtherWriters(DirectorCase examined)
    {
        var host = examined.Host;
        foreach (var program in host.Programs)
        {
            if (s_writers.Contains(program.Name))
                yield return Writer(program, "it");
            else if (program.Name is "perl" or "ldirectord" && IsPerl(program))
                yield return Writer(program, "Perl ldirectord");
            else if (program.Name == "keepalived" && DirectsServices(host, program))
                yield return Writer(program, "its configuration has a virtual_server, and it");
        }

        if (host.File(RulesFile) is { } rules && rules.Contains("-A", StringComparison.Ordinal)
            && host.File("/etc/default/ipvsadm") is { } defaults
            && defaults.Split('\n').Any(line => line.Trim().Trim('"') is "AUTO=\"true" or "AUTO=true"))
        {
            yield return new Finding(
                Level.Warning, RulesFile, "the service ipvsadm loads it at each boot: two programs write the table",
                "sed -i s/^AUTO=.*/AUTO=false/ /etc/default/ipvsadm");
        }
    }

    /// <summary>Rules with a scheduler behind -r, as a tutorial has it.</summary>
    public static IEnumerable<Finding>? RefusedRules(DirectorCase examined) => examined.Host.File(RulesFile) is not { } rules ? null :
        from line in rules.Split('\n').Index()
        let words = line.Item.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        let word = words.ElementAtOrDefault(Array.IndexOf(words, "-r") is var at and >= 0 ? at + 1 : words.Length)
        where KernelLimits.Schedulers.Contains(word)
        let number = line.Index + 1
        select new Finding(
            Level.Warning, string.Create(CultureInfo.InvariantCulture, $"{RulesFile}:{number}"),
            $"-r {word}: -r names a real server, so ipvsadm refuses the line, and has no service for the lines after it: "
            + $"expected -s {word}",
            string.Create(CultureInfo.InvariantCulture, $"sed -i '{number}s/-r {word}/-s {word}/' {RulesFile}"));

    /// <summary>Too few descriptors for the checks.</summary>
    public static IEnumerable<Finding>? Descriptors(DirectorCase examined)
    {
        var servers = examined.Config.VirtualServices.Sum(service => service.RealServers.Length);
        return examined.Host.DescriptorLimit >= servers + OtherDescriptors || servers == 0 ? [] :
        [
            new Finding(
                Level.Warning, "RLIMIT_NOFILE",
                $"{examined.Host.DescriptorLimit} descriptors for {servers} real servers, so checks wait for each other: expected "
                + $" LimitNOFILE={2 * (servers + OtherDescriptors)} in the unit, or ulimit -n"),
        ];
    }

    private static Finding Writer(RunningProgram program, string who) => new(
        Level.Warning, program.Name, $"{who} writes the IPVS table as well: what one adds the other removes", $"kill {program.Pid}");

    private static bool IsPerl(RunningProgram program) =>
        program.Arguments.Take(3).Any(word => word.Contains("ldirectord", StringComparison.Ordinal))
        && (program.Name == "perl" || program.Arguments[0].Contains("perl", StringComparison.Ordinal));

    private static bool DirectsServices(Host host, RunningProgram keepalived)
    {
        var at = keepalived.Arguments.ToList().FindIndex(word => word is "-f" or "--use-file");
        var path = at >= 0 ? keepalived.Arguments.ElementAtOrDefault(at + 1) : "/etc/keepalived/keepalived.conf";
        return path is not null && host.File(path) is { } text
            && text.Split('\n').Any(line => line.TrimStart().StartsWith("virtual_server", StringComparison.Ordinal));
    }
}
