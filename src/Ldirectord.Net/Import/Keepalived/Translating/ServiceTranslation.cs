using System.Net.Sockets;

namespace Ldirectord.Import;

/// <summary>A virtual_server, or each entry of its group, becomes a section.</summary>
/// <param name="user">script_user of global_defs; null without one.</param>
/// <param name="mails">notification_email of global_defs names somebody.</param>
internal sealed class ServiceTranslation(Translation translation, string? user, bool mails)
{
    private readonly Dictionary<string, Origin> _heads = new(StringComparer.Ordinal);

    public void Translate(KeepalivedStatement service, IReadOnlyList<VirtualEntry> entries)
    {
        if (!service.Of("real_server").Any())
        {
            translation.Global.Remark(service.From, service.Text, "keepalived ignores a virtual server without a real server");
            KeepalivedImport.NameUnknown(translation.Global, service);
            return;
        }

        foreach (var entry in entries)
            Translate(service, entry);
    }

    private void Translate(KeepalivedStatement service, VirtualEntry entry)
    {
        var used = new Usage();
        var settings = new Settings(used, service);
        var scratch = new CfPart("", "");
        var protocol = Protocol(scratch, settings, entry);
        var unsaid = Method(scratch, settings);
        List<RealDraft> servers = [];
        List<CfLine> lines = [];
        foreach (var real in service.Of("real_server"))
        {
            var notes = new CfPart("", "");
            if (RealTranslation.Of(real, service, protocol == "udp", user, unsaid, used, notes) is { } draft)
            {
                if (servers.Find(one => one.Address.Equals(draft.Address) && one.Port == draft.Port) is { } twin)
                    notes.Loss(real.From, real.Text, $"the same real server stands at {twin.Statement.From}: keepalived takes that one");
                else
                    servers.Add(draft);
            }

            lines.AddRange(notes.Lines);
        }

        var isIPv6 = entry.Address?.AddressFamily == AddressFamily.InterNetworkV6 || entry.Family == AddressFamily.InterNetworkV6
            || settings.Find("ip_family")?.Word(1) == "inet6" || (entry.IsMark && entry.Family is null && servers.Count > 0
                && servers.All(server => server.IsIPv6));
        var head = entry.Head(isIPv6);
        if (!_heads.TryAdd($"{protocol} {head}", service.From))
        {
            translation.Global.Loss(service.From, service.Text, $"the same virtual server stands at {_heads[$"{protocol} {head}"]}");
            return;
        }

        if (entry is { IsMark: false, Port: 0 } && settings.Find("persistence_timeout") is null)
        {
            translation.Global.Loss(service.From, service.Text, "without a port it must be persistent");
            return;
        }

        var last = service.End.Line > service.From.Line ? $" to {service.End.Line}" : "";
        var part = translation.Service(head, $"{service.From}{last}: {Text.Printable.Of(service.Text)}", service.From);
        part.Add(scratch.Lines);
        if (!entry.IsMark)
            part.Directive("protocol", protocol, settings.From(settings.Find("protocol")), "protocol, UDP without it");
        else if (settings.Find("protocol") is { } without)
            part.Remark(without.From, without.Text, "a firewall mark has no protocol");
        Scheduling.Translate(part, settings, service, used, isIPv6, protocol == "udp" && !entry.IsMark);
        QuorumTranslation.Translate(part, entry, settings, servers);
        Fallback(part, settings, unsaid, isIPv6);
        Alerts(part, settings, servers);
        Rest(part, settings, entry);
        new ServerLines(part, service, isIPv6, entry).Write(servers, lines);
        NameUnused(part, service, used);
    }

    private static string Protocol(CfPart part, Settings settings, VirtualEntry entry)
    {
        var statement = settings.Find("protocol");
        var word = statement?.Word(1)?.ToLowerInvariant();
        if (word is "tcp" or "udp" or "sctp")
            return word;
        if (statement is not null && !entry.IsMark)
            part.Loss(statement.From, statement.Text, "expected TCP, UDP or SCTP: keepalived takes UDP");
        return entry.IsMark ? "fwm" : "udp";
    }

    private static Forwarding Method(CfPart part, Settings settings)
    {
        if (settings.Find("lb_kind", "lvs_method") is not { } statement)
            return Forwarding.Default;
        if (Forwarding.Read(statement.Words) is { } method)
            return method;
        part.Loss(statement.From, statement.Text, "expected NAT, DR or TUN: keepalived takes NAT");
        return Forwarding.Default;
    }

    private static void Fallback(CfPart part, Settings settings, Forwarding unsaid, bool isIPv6)
    {
        var (sorry, method, inhibit) =
            (settings.Find("sorry_server"), settings.Find("sorry_server_lvs_method"), settings.Find("sorry_server_inhibit"));
        if (inhibit is not null)
            part.Loss(inhibit.From, inhibit.Text, "the fallback is in the table only while it serves");
        if (sorry is null)
            return;
        var forwarding = method is null ? unsaid : Forwarding.Read(method.Words) ?? unsaid;
        if (!VirtualEntry.TryAddress(sorry.Word(1), out var address) || address.AddressFamily == AddressFamily.InterNetworkV6 != isIPv6)
        {
            part.Loss(sorry.From, sorry.Text, "expected an address of the virtual server's family");
            return;
        }

        if (forwarding.Tunnel.Length > 0)
            part.Loss((method ?? sorry).From, (method ?? sorry).Text, "the tunnel of a fallback is plain IP in IP");
        part.Directive(
            isIPv6 ? "fallback6" : "fallback",
            $"{Text.BracketedAddress.Of(address)}{(sorry.Word(2) is { } port ? $":{port}" : "")} {forwarding.Word}", sorry.From,
            "sorry_server, with its own method or that of the virtual server");
    }

    private void Alerts(CfPart part, Settings settings, List<RealDraft> servers)
    {
        var own = settings.Find("smtp_alert");
        if (!mails || servers.Count == 0)
            return;
        var silent = servers.Count(server => server.Mails == false);
        if (silent == servers.Count)
            part.Directive("emailalertstatus", "none", settings.From(own), "smtp_alert is off for each real server");
        else if (silent > 0)
            part.Loss(
                servers.First(server => server.Mails == false).Statement.From, "smtp_alert", "mail is for all real servers of a service");
    }

    private static void Rest(CfPart part, Settings settings, VirtualEntry entry)
    {
        if (settings.Find("ha_suspend") is { } suspend)
        {
            if (entry.IsMark)
            {
                part.Loss(suspend.From, suspend.Text, "a firewall mark has no address: active = vip ADDRESS says which one counts");
            }
            else
            {
                part.Directive("active", "vip", suspend.From, "ha_suspend looks whether the virtual address is here");
                part.Directive("standby", "suspend", suspend.From, "ha_suspend stops the checks where it is not");
            }
        }

        if (settings.Find("snmp_name") is { } name)
            part.Loss(name.From, name.Text, "ldirectord has no SNMP agent");
        if (settings.Find("hashed") is { } hashed)
            part.Remark(hashed.From, hashed.Text, "a flag that the kernel sets itself");
    }

    /// <summary>No statement goes without a word.</summary>
    private static void NameUnused(CfPart part, KeepalivedStatement block, Usage used)
    {
        foreach (var statement in block.Block ?? [])
        {
            if (!statement.IsKnown)
                part.Loss(statement.From, statement.Text, KeepalivedImport.Unknown);
            else if (used.WhyRefused(statement) is { } why)
                part.Loss(statement.From, statement.Text, why);
            else if (!used.Contains(statement))
                part.Remark(
                    statement.From, statement.Text, block.Last(statement.Keyword) != statement ? "a later one counts"
                        : "a nearer one counts, or no check uses it");
            NameUnused(part, statement, used);
        }
    }
}
