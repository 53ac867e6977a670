using System.Globalization;
using System.Net;
using Ldirectord.Config;

namespace Ldirectord.Import;

/// <summary>Scheduler, its flags, and persistence of a virtual server.</summary>
internal static class Scheduling
{
    /// <summary>Seconds of persistence_timeout alone.</summary>
    private const int Persistence = 360;

    /// <summary>What keepalived takes where nothing, or something unknown, is said.</summary>
    private const string Default = "wlc";

    public static void Translate(
        CfPart part, Settings settings, KeepalivedStatement service, Usage used, bool isIPv6, bool isUdp)
    {
        var algorithm = settings.Find("lb_algo", "lvs_sched");
        var name = algorithm?.Word(1) is { } word && KernelLimits.Schedulers.Contains(word) ? word : Default;
        if (algorithm is not null && name != algorithm.Word(1))
            part.Loss(algorithm.From, algorithm.Text, $"not a scheduler: keepalived takes {Default}");
        part.Directive("scheduler", name, settings.From(algorithm), $"lb_algo, {Default} without it");
        Flags(part, service, used);
        if (settings.Find("ops") is { } ops)
        {
            if (isUdp)
                part.Directive("ops", "yes", ops.From, "ops is one-packet scheduling");
            else
                part.Loss(ops.From, ops.Text, "one-packet scheduling is for UDP");
        }

        Persist(part, settings, isIPv6, isUdp);
    }

    /// <summary>A flag counts if the scheduler that it belongs to stands above it.</summary>
    private static void Flags(CfPart part, KeepalivedStatement service, Usage used)
    {
        var (scheduler, flags) = ("", new List<string>());
        var first = service.From;
        foreach (var statement in (service.Block ?? []).Where(one => one.IsKnown))
        {
            switch (statement.Keyword)
            {
                case "lb_algo" or "lvs_sched":
                    scheduler = statement.Word(1) ?? "";
                    break;
                case "flag-1" or "flag-2" or "flag-3" or "sh-port" or "sh-fallback" or "mh-port" or "mh-fallback":
                    used.Add(statement);
                    var isFit = statement.Keyword.StartsWith("flag", StringComparison.Ordinal)
                        || statement.Keyword.StartsWith($"{scheduler}-", StringComparison.Ordinal);
                    if (!isFit)
                    {
                        part.Remark(
                            statement.From, statement.Text,
                            $"the scheduler above it is {(scheduler.Length == 0 ? "none" : scheduler)}, so keepalived ignores it");
                        break;
                    }

                    first = flags.Count == 0 ? statement.From : first;
                    if (flags.Contains(statement.Keyword))
                        part.Remark(statement.From, statement.Text, "it stands above already");
                    else
                        flags.Add(statement.Keyword);
                    break;
            }
        }

        if (flags.Count > 0)
            part.Directive("schedflags", string.Join(',', flags), first, "flags of the scheduler");
    }

    private static void Persist(CfPart part, Settings settings, bool isIPv6, bool isUdp)
    {
        var (timeout, granularity, engine) =
            (settings.Find("persistence_timeout"), settings.Find("persistence_granularity"), settings.Find("persistence_engine"));
        var seconds = timeout is null ? granularity is null ? 0 : Persistence
            : timeout.Word(1) is null ? Persistence : Settings.Parse(timeout.Word(1)) ?? 0;
        if (timeout is not null && seconds is < 1 or > KernelLimits.PersistenceSeconds)
        {
            part.Loss(timeout.From, timeout.Text, $"expected 1 to {KernelLimits.PersistenceSeconds} seconds: keepalived takes none");
            seconds = 0;
        }

        if (seconds > 0)
            part.Directive(
                "persistent", seconds.ToString(CultureInfo.InvariantCulture), settings.From(timeout ?? granularity),
                $"persistence_timeout, {Persistence} without a number");
        if (granularity is not null)
            Mask(part, granularity, isIPv6, seconds > 0);
        if (engine is null)
            return;
        if (engine.Word(1) == "sip" && isUdp && seconds > 0)
            part.Directive("persistenceengine", "sip", engine.From, "persistence_engine");
        else
            part.Loss(engine.From, engine.Text, "the only engine is sip, for a persistent service of UDP");
    }

    private static void Mask(CfPart part, KeepalivedStatement granularity, bool isIPv6, bool isPersistent)
    {
        var value = granularity.Word(1) ?? "";
        var isMask = isIPv6 ? Settings.Parse(value) is > 0 and <= 128
            : IPAddress.TryParse(value, out _) || Settings.Parse(value) is > 0 and <= 32;
        if (isMask && isPersistent)
            part.Directive("netmask", value, granularity.From, "persistence_granularity");
        else
            part.Loss(granularity.From, granularity.Text, isPersistent ? "expected a netmask" : "the service is not persistent");
    }
}
