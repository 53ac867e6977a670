
using Ldirectord.Director;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>Where the kernel's table is not what the daemon would have made of it: now, and before.</summary>
internal sealed record DriftReport(IReadOnlyList<DifferenceReport> Now, IReadOnlyList<DifferenceReport> Ended)
{
    public static DriftReport? Of(TableComparison? comparison) => comparison is null
        ? null
        : new DriftReport([.. comparison.Now.Select(DifferenceReport.Of)], [.. comparison.Ended.Select(DifferenceReport.Of)]);
}

/// <summary>One difference.</summary>
/// <param name="Virtual">"10.0.0.1:80", or the firewall mark.</param>
/// <param name="Command">The ipvsadm command by which the daemon would end it.</param>
/// <param name="Kernel">What the kernel has there, as options of ipvsadm; null: nothing.</param>
/// <param name="Reason">Health of the server, and why.</param>
/// <param name="Since">When a dry run first saw it; null: this is no dry run.</param>
/// <param name="Until">When it was gone; null: it is not.</param>
internal sealed record DifferenceReport(
    string Virtual, string Command, string? Kernel, string Reason, DateTimeOffset? Since, DateTimeOffset? Until)
{
    public static DifferenceReport Of(TableDrift difference) => new(
        difference.Operation.ServiceId.ToString(),
        IpvsadmFormat.Command(difference.Operation),
        difference.Kernel,
        difference.Reason,
        difference.Since,
        difference.Until);
}
