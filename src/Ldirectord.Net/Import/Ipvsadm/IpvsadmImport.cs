using System.Globalization;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Import;

/// <summary>
/// "ipvsadm -S", or a script that calls ipvsadm: its commands are run on a table in memory, and what is left becomes ldirectord.cf.
/// </summary>
internal sealed class IpvsadmImport
{
    private const string NoService = "its virtual service was not added above";

    private const string WayDown =
        "a removal in a function, a condition, a loop or an arm of case is taken for the way down, and removes nothing";

    private readonly Translation _translation;
    private readonly IpvsadmValues _values;
    private readonly List<TableService> _services = [];

    private IpvsadmImport(string name, NameResolver names) =>
        (_translation, _values) = (new Translation(name), new IpvsadmValues(names));

    /// <param name="names">For hosts and ports that are not numbers.</param>
    public static Translation Of(string text, string name, NameResolver names)
    {
        var import = new IpvsadmImport(name, names);
        foreach (var line in ShellLine.Read(text))
            import.Take(line);
        TableImport.Write(import._translation, import._services);
        return Proof.Of(import._translation);
    }

    private CfPart Global => _translation.Global;

    private void Take(ShellLine line)
    {
        var words = line.Words[0].StartsWith('-') ? line.Words
            : Path.GetFileName(line.Words[0]) == "ipvsadm" ? [.. line.Words.Skip(1)] : null;
        if (words is null)
        {
            Global.Loss(
                line.From, line.Text,
                ShellBlocks.IsOpening(line.Words[0]) ? "what stands in it is read once, as if it were run" : "not a command of ipvsadm");
            return;
        }

        words = [.. IpvsadmLine.WithoutOutput(words)];
        if (words.FirstOrDefault(word => word.AsSpan().ContainsAny('$', '`')) is { } variable)
        {
            Global.Loss(line.From, line.Text, $"{variable}: its value is not known: expected a simple assignment above");
            return;
        }

        if (words.Count == 0)
            Global.Remark(line.From, line.Text, "it lists the table");
        else if (IpvsadmLine.Read(words, out var problem) is { } call)
            Run(call, line);
        else
            Global.Loss(line.From, line.Text, problem);
    }

    private void Run(IpvsadmLine call, ShellLine line)
    {
        if (call.Foreign is { } foreign)
        {
            Global.Loss(line.From, line.Text, foreign == "real-server" && KernelLimits.Schedulers.Contains(call.Value("real-server") ?? "")
                ? $"-r names a real server: the scheduler is -s {call.Value("real-server")}" : $"--{foreign} is not for this command");
            return;
        }

        switch (call.Command)
        {
            case "clear" or "delete-service" or "delete-server" when line.IsInBlock && (call.Command != "clear" || _services.Count > 0):
                Global.Remark(line.From, line.Text, WayDown);
                break;
            case "clear":
                _services.ForEach(service => Gone(service, line));
                _services.Clear();
                Global.Remark(line.From, line.Text, "the table is empty here");
                break;
            case "list" or "zero" or "save" or "help":
                Global.Remark(line.From, line.Text, "it changes nothing");
                break;
            case "set":
                Global.Directive("ipvstimeouts", call.Value("set") ?? "", line.From, "--set tcp tcpfin udp; 0 leaves a value as it is");
                break;
            case "start-daemon":
                Sync(call, line);
                break;
            case "add-service" or "edit-service" or "delete-service":
                Service(call, line);
                break;
            case "add-server" or "edit-server" or "delete-server":
                Server(call, line);
                break;
            default:
                Global.Loss(
                    line.From, line.Text, call.Command == "restore" ? "what is read from a file is not seen here" : "nothing of the kind");
                break;
        }
    }

    private void Sync(IpvsadmLine call, ShellLine line)
    {
        var options = new (string Option, string Word)[]
        {
            ("syncid", "syncid"), ("sync-maxlen", "maxlen"), ("mcast-group", "group"), ("mcast-port", "port"), ("mcast-ttl", "ttl"),
        };
        var device = call.Value("mcast-interface") ?? "eth0";
        Global.Directive(
            "syncdaemon",
            $"{call.Value("start-daemon")} interface {device}"
                + string.Concat(options.Where(one => call.Has(one.Option)).Select(one => $" {one.Word} {call.Value(one.Option)}")),
            line.From, "--start-daemon");
    }

    private void Service(IpvsadmLine call, ShellLine line)
    {
        if (Id(call, line) is not { } id)
            return;
        var at = _services.FindIndex(service => service.Service.Id == id);
        if (call.Command == "add-service" != at < 0)
        {
            Global.Loss(line.From, line.Text, at < 0 ? NoService : "the virtual service was added above");
            return;
        }

        if (call.Command == "delete-service")
        {
            Gone(_services[at], line);
            _services.RemoveAt(at);
            return;
        }

        var seconds = call.Value("persistent") is { } text ? Settings.Parse(text) ?? 0 : 0;
        if (seconds == 0 && call.Has("persistent"))
        {
            Global.Loss(line.From, line.Text, "expected the seconds of -p, from 1");
            return;
        }

        var flags = (seconds > 0 ? ServiceFlags.Persistent : 0) | (call.Has("ops") ? ServiceFlags.OnePacket : 0) | Flags(call, line);
        var mask = IpvsadmValues.Mask(call.Value("netmask"), id.Family);
        if (mask is null)
            Global.Loss(line.From, call.Value("netmask")!, "expected a netmask of leading ones, such as 255.255.255.0");
        var service = new Service(
            id, call.Value("scheduler") ?? "wlc", flags, (uint)seconds, mask ?? PrefixMask.Longest(id.Family))
        {
            PersistenceEngine = call.Value("pe"),
        };
        if (at < 0)
            _services.Add(new TableService(service, line.From));
        else
            _services[at] = _services[at] with { Service = service };
    }

    private void Server(IpvsadmLine call, ShellLine line)
    {
        if (Id(call, line) is not { } id)
            return;
        if (_services.Find(one => one.Service.Id == id) is not { } service)
        {
            Global.Loss(line.From, line.Text, NoService);
            return;
        }

        var word = call.Value("real-server") ?? "";
        if (KernelLimits.Schedulers.Contains(word))
        {
            Global.Loss(line.From, line.Text, $"-r names a real server: the scheduler is -s {word}, of -A");
            return;
        }

        if (_values.EndPoint(word, id.Family, id.EndPoint?.Port ?? 0, id.ProtocolName) is not { } endPoint)
        {
            Global.Loss(line.From, line.Text, $"\"{word}\" is no address with a port, and no name of one");
            return;
        }

        var method = call.Has("masquerading") ? ForwardingMethod.Masq : call.Has("ipip") ? ForwardingMethod.Ipip : ForwardingMethod.Gate;
        if (method != ForwardingMethod.Masq)
            endPoint.Port = id.EndPoint?.Port ?? 0;
        var servers = service.Servers;
        var at = servers.FindIndex(one => one.Destination.EndPoint.Equals(endPoint));
        if (call.Command == "add-server" != at < 0)
        {
            Global.Loss(line.From, line.Text, at < 0 ? "the real server was not added above" : "the real server was added above");
            return;
        }

        if (call.Wrong(("weight", 65535), ("u-threshold", int.MaxValue), ("l-threshold", int.MaxValue)) is { } wrong)
        {
            Global.Loss(line.From, line.Text, wrong);
            return;
        }

        if (at >= 0 && call.Command == "delete-server")
            Gone(servers[at].From, $"ipvsadm -a -r {endPoint}", line);
        if (at >= 0)
            servers.RemoveAt(at);
        if (call.Command == "delete-server")
            return;
        servers.Insert(
            at < 0 ? servers.Count : at,
            new TableServer(
                new Destination(endPoint, method, Number("weight", 1), (uint)Number("u-threshold", 0), (uint)Number("l-threshold", 0))
                {
                    Tunnel = IpvsadmValues.Tunnel(call),
                },
                line.From));

        int Number(string option, int unsaid) => Settings.Parse(call.Value(option)) ?? unsaid;
    }

    private void Gone(TableService service, ShellLine line)
    {
        Gone(service.From, $"ipvsadm -A {IpvsadmFormat.Name(service.Service.Id)}", line);
        foreach (var server in service.Servers)
            Gone(server.From, $"ipvsadm -a -r {server.Destination.EndPoint}", line);
    }

    private void Gone(Origin from, string text, ShellLine line) => Global.Remark(from, text, $"{line.From} removes it again");

    private ServiceId? Id(IpvsadmLine call, ShellLine line)
    {
        if (call.Value("fwmark-service") is { } digits)
        {
            if (uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var mark) && mark > 0)
                return ServiceId.Mark(mark, call.Has("ipv6") ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
            Global.Loss(line.From, line.Text, "expected the number of a firewall mark");
            return null;
        }

        var (protocol, text) = call.Value("tcp-service") is { } tcp ? ("tcp", tcp)
            : call.Value("udp-service") is { } udp ? ("udp", udp)
            : ("sctp", call.Value("sctp-service"));
        if (text is null || _values.EndPoint(text, null, 0, protocol) is not { } endPoint)
        {
            Global.Loss(
                line.From, line.Text,
                text is null ? "no virtual service: expected -t, -u or -f" : $"\"{text}\" is no address with a port, and no name of one");
            return null;
        }

        return protocol switch
        {
            "udp" => ServiceId.Udp(endPoint),
            "sctp" => ServiceId.Sctp(endPoint),
            _ => ServiceId.Tcp(endPoint),
        };
    }

    private ServiceFlags Flags(IpvsadmLine call, ShellLine line)
    {
        var flags = ServiceFlags.None;
        foreach (var word in call.Value("sched-flags")?.Split(',') ?? [])
        {
            ServiceFlags? flag = word switch
            {
                "flag-1" or "sh-fallback" or "mh-fallback" => ServiceFlags.Scheduler1,
                "flag-2" or "sh-port" or "mh-port" => ServiceFlags.Scheduler2,
                "flag-3" => ServiceFlags.Scheduler3,
                _ => null,
            };
            if (flag is null)
                Global.Loss(line.From, word, "not a flag of a scheduler");
            flags |= flag ?? ServiceFlags.None;
        }

        return flags;
    }
}
