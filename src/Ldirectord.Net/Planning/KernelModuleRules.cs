using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// Which modules of the configuration the kernel lacks: of a scheduler or an engine, without which the kernel refuses the service, and of
/// SCTP, without which no connect check passes. Example: scheduler = twos on a kernel before 5.12, which has no ip_vs_twos.
/// </summary>
internal static class KernelModuleRules
{
    public static IEnumerable<string> Of(DirectorConfig config, KernelModules modules)
    {
        foreach (var service in config.VirtualServices)
        {
            // Of a name that no kernel has, the reader has warned.
            string scheduler = service.Service.Scheduler;
            if (KernelLimits.Schedulers.Contains(scheduler) && !modules.Has($"ip_vs_{scheduler}"))
                yield return Message(service, $"scheduler {scheduler}", $"ip_vs_{scheduler}", "the service cannot be added");
            if (service.Service.PersistenceEngine is { } engine && !modules.Has($"ip_vs_pe_{engine}"))
                yield return Message(service, $"persistence engine {engine}", $"ip_vs_pe_{engine}", "the service cannot be added");
            if (service.RealServers.Any(server => server.Check is SctpConnectCheck) && !modules.Has("sctp"))
                yield return Message(service, "SCTP", "sctp", "no real server is ever up");
        }
    }

    private static string Message(VirtualService service, string what, string module, string outcome) =>
        $"virtual service {service.CheckId}: this kernel has no {what}, so {outcome}: expected its module {module} (modprobe {module})";
}
