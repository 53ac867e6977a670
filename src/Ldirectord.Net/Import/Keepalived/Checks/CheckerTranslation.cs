using System.Net;

namespace Ldirectord.Import;

/// <summary>The checkers of a real server: the first that says most becomes the check.</summary>
internal static class CheckerTranslation
{
    /// <summary>From the one that proves most of a server to the one that proves least.</summary>
    private static readonly string[] s_order =
        ["HTTP_GET", "SSL_GET", "SMTP_CHECK", "DNS_CHECK", "UDP_CHECK", "MISC_CHECK", "TCP_CHECK", "PING_CHECK", "FILE_CHECK", "BFD_CHECK"];

    public static bool IsChecker(KeepalivedStatement statement) => statement.IsKnown && s_order.Contains(statement.Keyword);

    /// <param name="isUdp">The virtual service is one of udp.</param>
    /// <param name="user">script_user of the whole file; null without one.</param>
    /// <returns>Null if the real server has no checker; without directives if none of them can be translated.</returns>
    public static CheckDraft? Of(
        KeepalivedStatement real, KeepalivedStatement service, bool isUdp, string? user, Usage used)
    {
        KeepalivedStatement[] checkers = [.. (real.Block ?? []).Where(IsChecker).OrderBy(one => Array.IndexOf(s_order, one.Keyword))];
        if (checkers.Length == 0)
            return null;
        var draft = new CheckDraft();
        var chosen = checkers[0];
        foreach (var checker in checkers)
            used.Add(checker);
        Translate(draft, chosen, new Settings(used, chosen, real, service), isUdp, user, used);
        foreach (var other in checkers.Skip(1))
        {
            foreach (var statement in other.Block ?? [])
                used.Add(statement);
            if (IsImplied(other, chosen))
                draft.Remark(other, $"{chosen.Keyword} connects to the same port");
            else
                draft.Loss(other, $"a real server has one check here, which is {chosen.Keyword} of {chosen.From}");
        }

        return draft;
    }

    /// <summary>A TCP connection to where the chosen check goes as well.</summary>
    private static bool IsImplied(KeepalivedStatement other, KeepalivedStatement chosen) =>
        other.Keyword == "TCP_CHECK" && chosen.Keyword is "HTTP_GET" or "SSL_GET" or "SMTP_CHECK"
        && other.Last("connect_port")?.Word(1) == chosen.Last("connect_port")?.Word(1)
        && other.Last("connect_ip")?.Word(1) == chosen.Last("connect_ip")?.Word(1);

    private static void Translate(
        CheckDraft draft, KeepalivedStatement checker, Settings settings, bool isUdp, string? user, Usage used)
    {
        switch (checker.Keyword)
        {
            case "HTTP_GET" or "SSL_GET":
                HttpChecker.Translate(draft, checker, settings, used);
                break;
            case "TCP_CHECK":
                draft.Add("checktype", "connect", checker.From, "TCP_CHECK opens a connection");
                if (isUdp)
                    draft.Add("checkprotocol", "tcp", checker.From, "TCP_CHECK uses TCP, whatever the service's protocol is");
                break;
            case "PING_CHECK":
                draft.Add("checktype", "ping", checker.From, "PING_CHECK sends an ICMP echo");
                break;
            case "SMTP_CHECK":
                SmtpChecker.Translate(draft, checker, settings, used);
                break;
            case "DNS_CHECK":
                Dns(draft, checker, settings, isUdp);
                break;
            case "UDP_CHECK":
                UdpChecker.Translate(draft, checker, settings);
                break;
            case "MISC_CHECK":
                MiscChecker.Translate(draft, checker, settings, user);
                break;
            default:
                draft.Loss(checker, checker.Keyword == "BFD_CHECK" ? "ldirectord speaks no BFD"
                    : "a file of keepalived adds to a weight; agentfile of ldirectord.cf has other contents");
                foreach (var statement in checker.Block ?? [])
                    used.Add(statement);
                break;
        }

        if (draft.Directives.Count > 0)
            CheckPace.Translate(draft, checker, settings);
        if (draft.Directives.Count > 0 && checker.Keyword != "MISC_CHECK")
            Connection(draft, settings);
    }

    private static void Dns(CheckDraft draft, KeepalivedStatement checker, Settings settings, bool isUdp)
    {
        draft.Add("service", "dns", checker.From, "DNS_CHECK asks a name server");
        if (!isUdp)
            draft.Add("checkprotocol", "udp", checker.From, "DNS_CHECK asks over UDP");
        var (type, name) = (settings.Find("type"), settings.Find("name"));
        draft.Request = new CfLine(
            CfLineKind.Directive, settings.From(name ?? type), $"{type?.Word(1)?.ToUpperInvariant() ?? "SOA"} {name?.Word(1) ?? "."}",
            "type and name; SOA of . without them");
    }

    /// <summary>Where the check goes, and where it comes from.</summary>
    private static void Connection(CheckDraft draft, Settings settings)
    {
        if (settings.Find("connect_ip") is { } address)
        {
            if (IPAddress.TryParse(address.Word(1), out var ip))
                draft.Address = ip;
            else
                draft.Loss(address, "expected an address");
        }

        if (settings.Find("connect_port") is { } port)
        {
            if (Settings.Parse(port.Word(1)) is { } number and > 0 and <= IPEndPoint.MaxPort)
                draft.Port = number;
            else
                draft.Loss(port, "expected a port");
        }

        if (settings.Find("bindto") is { } source)
            draft.Add("checksource", source.Word(1) ?? "", source.From, "bindto is the address that checks are sent from");
        if (settings.Find("bind_if") is { } device)
            draft.Add("checkdevice", device.Word(1) ?? "", device.From, "bind_if is the device that checks are sent through");
        if (settings.Find("bind_port") is { } from)
            draft.Loss(from, "checks are sent from any port");
        if (settings.Find("fwmark") is { } mark)
            draft.Add("checkmark", mark.Word(1) ?? "", mark.From, "fwmark of a checker marks its packets");
    }
}
