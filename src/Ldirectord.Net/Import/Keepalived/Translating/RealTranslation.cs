using System.Net;

namespace Ldirectord.Import;

/// <summary>Reads one real_server.</summary>
internal static class RealTranslation
{
    /// <returns>Null if its address is none; that is noted.</returns>
    public static RealDraft? Of(
        KeepalivedStatement real, KeepalivedStatement service, bool isUdp, string? user, Forwarding unsaid,
        Usage used, CfPart part)
    {
        used.Add(real);
        var port = real.Word(2) is not { } digits ? 0 : Settings.Parse(digits) is { } number and <= IPEndPoint.MaxPort ? number : -1;
        if (!VirtualEntry.TryAddress(real.Word(1), out var address) || port < 0)
        {
            part.Loss(real.From, real.Text, "expected an address and a port");
            return null;
        }

        var settings = new Settings(used, real, service);
        var own = new Settings(used, real);
        var method = own.Find("lvs_method");
        var forwarding = method is null ? unsaid : Forwarding.Read(method.Words);
        if (forwarding is null)
            part.Loss(method!.From, method.Text, "expected NAT, DR or TUN: keepalived takes the virtual server's method");
        foreach (var word in (string[])["notify_up", "notify_down"])
        {
            if (own.Find(word) is { } notify)
                part.Loss(
                    notify.From, notify.Text, "no program is run for a single server: emailalert, monitorfile and events see it");
        }

        if (own.Find("snmp_name") is { } name)
            part.Loss(name.From, name.Text, "ldirectord has no SNMP agent");
        var mails = settings.Find("smtp_alert");
        var check = CheckerTranslation.Of(real, service, isUdp, user, used);
        return new RealDraft(real, address, port)
        {
            Forwarding = forwarding ?? unsaid,
            Weight = settings.Number(1, "weight").Number,
            Upper = own.Number(0, "uthreshold").Number,
            Lower = own.Number(0, "lthreshold").Number,
            Inhibits = settings.Is("inhibit_on_failure"),
            Mails = mails is null ? null : Settings.IsOn(mails),
            Check = check is { Directives.Count: > 0 } ? check : null,
            Notes = check?.Notes ?? [],
        };
    }
}
