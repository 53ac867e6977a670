using Ldirectord.Networking;

namespace Ldirectord.Doctor;

/// <summary>Other machines that answer for a virtual address.</summary>
internal static class ArpLooks
{
    /// <summary>A real server does.</summary>
    public static IEnumerable<Finding>? RealServers(DirectorCase examined)
    {
        if (examined.Arp is not { } report || !examined.Virtuals4.Any())
            return null;
        if (report.Problem is { } problem)
            return [new Finding(Level.Note, "ARP", $"nobody could be asked who answers for the virtual addresses: {problem}")];
        return
            from answer in report.Answers
            let server = report.Names.GetValueOrDefault(answer.Hardware)
            where server is not null
            select new Finding(
                Level.Failure, answer.Address.ToString(),
                $"real server {server} ({ArpAnswer.Text(answer.Hardware)}) answers for the virtual address, so clients of its segment go "
                + "straight to it",
                "sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2")
            { RemedyAt = server };
    }

    /// <summary>A machine that is no real server does.</summary>
    public static IEnumerable<Finding>? Strangers(DirectorCase examined) =>
        examined.Arp is not { Problem: null } report || !examined.Virtuals4.Any() ? null :
        from answer in report.Answers
        where !report.Names.ContainsKey(answer.Hardware) && examined.LinksOf(answer.Address).Any()
        select new Finding(
            Level.Failure, answer.Address.ToString(),
            $"another machine ({ArpAnswer.Text(answer.Hardware)}) answers for the virtual address, which is on this one too: two directors "
            + "are active, or an address is given twice");
}
