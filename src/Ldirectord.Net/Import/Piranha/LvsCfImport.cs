using System.Globalization;
using System.Net;
using Ldirectord.Config;

namespace Ldirectord.Import;

/// <summary>lvs.cf of Piranha as ldirectord.cf. Two directors, their heartbeat and addresses are a cluster's.</summary>
internal sealed class LvsCfImport
{
    private const string OfCluster = "a cluster's: --cluster writes it";

    /// <summary>What pulse, or the web page, alone uses.</summary>
    private static readonly string[] s_cluster =
    [
        "primary", "primary_private", "primary_shared", "backup", "backup_private", "backup_shared", "backup_active", "heartbeat",
        "heartbeat_port", "keepalive", "deadtime", "monitor_links", "reservation_conflict_action", "hard_shutdown", "nat_router",
        "nat_nmask",
    ];

    private static readonly string[] s_dropped =
        [
            "serial_no", "sync", "rsh_command", "active_cmd", "inactive_cmd", "debug_level", "ipvsadm", "syncd_iface", "syncd_id",
            "tcp_timeout", "tcpfin_timeout", "udp_timeout", "syncdaemon", "network", "service",
        ];

    /// <summary>The port of a virtual server without a word of it, and of each real server that stands before that word.</summary>
    private const int UnsaidPort = 80;

    private readonly Translation _translation;
    private readonly LvsCfStatement _file;
    private readonly string _method;

    private LvsCfImport(string text, string name)
    {
        _translation = new Translation(name);
        _file = new LvsCfStatement(["lvs.cf"], "", default)
        {
            Block = LvsCfStatement.Read(text, _translation.Global.Loss),
        };
        _method = _file.Last("network")?.Value switch
        {
            "direct" => "gate",
            "tunnel" => "ipip",
            _ => "masq",
        };
    }

    /// <param name="cluster">crm, pcs or keepalived; null for none.</param>
    public static Translation Of(string text, string name, string? cluster)
    {
        var import = new LvsCfImport(text, name);
        import.Translate();
        if (cluster is not null)
            import._translation.Cluster = ClusterSnippet.Of(import._file, cluster);
        return Proof.Of(import._translation);
    }

    private void Translate()
    {
        var global = _translation.Global;
        foreach (var line in _file.Block!.Value.Where(line => line.Block is null))
            Global(line);
        if (_file.Last("syncdaemon")?.Value == "1")
            Sync(global);
        Timeouts(global);
        foreach (var block in _file.Block.Value.Where(line => line.Block is not null))
        {
            if (block.Name == "virtual" && _file.Last("service")?.Value != "fos")
                Virtual(block);
            else
                global.Loss(block.From, block.Text, block.Name is "failover" or "virtual"
                    ? "a service that fails over (service = fos) has no IPVS: it is a resource of a cluster" : "lvsd does not know it");
        }
    }

    private void Global(LvsCfStatement line)
    {
        var global = _translation.Global;
        if (s_cluster.Contains(line.Name))
            global.Remark(line.From, line.Text, OfCluster);
        else if (line.Name == "service" && line.Value == "fos")
            global.Loss(line.From, line.Text, "services that fail over have no IPVS");
        else if (line.Name == "sync" && Number(line) == 1)
            global.Loss(line.From, line.Text, "no file is copied to the other director: a cluster's, or rsync by hand");
        else if (line.Name is "active_cmd" or "inactive_cmd" or "rsh_command")
            global.Loss(line.From, line.Text, "no command is run: a cluster's, or fallbackcommand");
        else if (s_dropped.Contains(line.Name))
            global.Remark(line.From, line.Text, Dropped(line.Name));
        else
            global.Loss(line.From, line.Text, "lvsd does not know it, and refuses the file");
    }

    private static string Dropped(string name) => name switch
    {
        "network" => "the forwarding method of every real server",
        "syncdaemon" or "syncd_iface" or "syncd_id" => "syncdaemon",
        "tcp_timeout" or "tcpfin_timeout" or "udp_timeout" => "ipvstimeouts",
        "service" => "the virtual servers count",
        _ => "nothing has to be said",
    };

    private void Sync(CfPart global)
    {
        var (device, id) = (_file.Last("syncd_iface"), _file.Last("syncd_id"));
        global.Directive(
            "syncdaemon",
            $"master,backup interface {device?.Value ?? "eth0"} syncid {GlobalTranslation.SyncId(id?.Value)}",
            (device ?? id ?? _file.Last("syncdaemon")!).From,
            "syncdaemon, syncd_iface (eth0 without it) and syncd_id (1 without it, on both directors); both roles run on both");
    }

    private void Timeouts(CfPart global)
    {
        LvsCfStatement?[] lines = [_file.Last("tcp_timeout"), _file.Last("tcpfin_timeout"), _file.Last("udp_timeout")];
        if (lines.OfType<LvsCfStatement>().FirstOrDefault() is { } first)
            global.Directive(
                "ipvstimeouts", string.Join(',', lines.Select(line => (Number(line) ?? 0).ToString(CultureInfo.InvariantCulture))),
                first.From, "tcp_timeout, tcpfin_timeout, udp_timeout; 0 leaves a value as it is");
    }

    private void Virtual(LvsCfStatement block)
    {
        var global = _translation.Global;
        if (Number(block.Last("active")) is not > 0)
        {
            global.Remark(block.From, block.Text, "active is not 1, so it is off");
            return;
        }

        var (address, mark) = (block.Last("address"), Number(block.Last("fwmark")) ?? 0);
        var port = Port(block, UnsaidPort);
        if (!VirtualEntry.TryAddress(address?.Value, out var ip) || port is null)
        {
            global.Loss(block.From, block.Text, "expected an address and a port");
            return;
        }

        var isUdp = block.Last("protocol")?.Value == "udp";
        var entry = mark > 0 ? new VirtualEntry(null, 0, (uint)mark, null) : new VirtualEntry(ip, port.Value, 0, null);
        var part = _translation.Service(
            entry.Head(isIPv6: false), $"{block.From} to {block.End.Line}: {Text.Printable.Of(block.Text)}", block.From);
        if (mark == 0)
            part.Directive("protocol", isUdp ? "udp" : "tcp", (block.Last("protocol") ?? block).From, "protocol, tcp without it");
        Schedule(part, block);
        new LvsCfProbe(part, block, port.Value, isUdp, isMark: mark > 0).Translate();
        Sorry(part, block, port.Value, isMark: mark > 0);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var server in block.Blocks("server"))
            Server(part, block, server, port.Value, isMark: mark > 0, seen);
        Rest(part, block);
    }

    private static void Schedule(CfPart part, LvsCfStatement block)
    {
        var scheduler = block.Last("scheduler");
        part.Directive("scheduler", scheduler?.Value ?? "wlc", (scheduler ?? block).From, "scheduler, wlc without it");
        if (scheduler is { Value: { } name } && !KernelLimits.Schedulers.Contains(name))
            part.Loss(scheduler.From, scheduler.Text, "no scheduler of this name is known");
        var (persistent, mask) = (block.Last("persistent"), block.Last("pmask"));
        if (Number(persistent) is { } seconds and > 0)
        {
            part.Directive("persistent", seconds.ToString(CultureInfo.InvariantCulture), persistent!.From, "persistent");
            if (mask is { Value: { } bits and not "255.255.255.255" })
                part.Directive("netmask", bits, mask.From, "pmask");
        }
        else if (mask is not null)
        {
            part.Remark(mask.From, mask.Text, "without persistent it means nothing");
        }

        var quiesce = block.Last("quiesce_server");
        part.Directive(
            "quiescent", Number(quiesce) == 1 ? "yes" : "no", (quiesce ?? block).From, "quiesce_server: a failed server keeps weight 0");
    }

    private void Sorry(CfPart part, LvsCfStatement block, int port, bool isMark)
    {
        if (block.Last("sorry_server") is not { } sorry)
            return;
        if (VirtualEntry.TryAddress(sorry.Value, out var address))
            part.Directive(
                "fallback", isMark ? $"{address} {_method}" : string.Create(CultureInfo.InvariantCulture, $"{address}:{port} {_method}"),
                sorry.From, "sorry_server, with the service's port and the method of network");
        else
            part.Loss(sorry.From, sorry.Text, "expected an address");
    }

    private void Server(CfPart part, LvsCfStatement service, LvsCfStatement server, int port, bool isMark, HashSet<string> seen)
    {
        if (Number(server.Last("active")) is not > 0)
        {
            part.Remark(server.From, server.Text, "active is not 1, so it is off");
            return;
        }

        // lvsd hands a real server the port that it has read so far.
        var known = service.Last("port") is { } line && line.From.Line < server.From.Line ? port : UnsaidPort;
        if (!VirtualEntry.TryAddress(server.Last("address")?.Value, out var address) || Port(server, known) is not { } own)
        {
            part.Loss(server.From, server.Text, "expected an address");
            return;
        }

        if (_method != "masq" && own != port)
        {
            var named = server.Last("port") ?? server;
            part.Loss(named.From, named.Text, "only masq changes ports: clients reach that of the virtual server");
            own = port;
        }

        var weight = Number(server.Last("weight")) ?? 1;
        var target = isMark && own != port ? string.Create(CultureInfo.InvariantCulture, $" check={address}:{own}") : "";
        if (seen.Add(string.Create(CultureInfo.InvariantCulture, $"{address}:{own}")))
            part.Directive(
                "real",
                string.Create(CultureInfo.InvariantCulture, $"{address}:{own} {_method}{(weight == 1 ? "" : $" {weight}")}{target}"),
                server.From, "server, with the method of network");
        else
            part.Loss(server.From, server.Text, "the same real server stands above");
        foreach (var other in server.Block!.Value.Where(one => one.Name is not ("address" or "active" or "port" or "weight")))
            part.Loss(other.From, other.Text, "lvsd does not know it, and refuses the file");
    }

    private static void Rest(CfPart part, LvsCfStatement block)
    {
        foreach (var line in block.Block!.Value.Where(line => line.Block is null))
        {
            switch (line.Name)
            {
                case "active" or "address" or "port" or "protocol" or "fwmark" or "scheduler" or "persistent" or "pmask" or "send"
                    or "expect" or "use_regex" or "send_program" or "timeout" or "reentry" or "quiesce_server" or "sorry_server":
                    break;
                case "vip_nmask":
                    part.Remark(line.From, line.Text, OfCluster);
                    break;
                case "client_monitor":
                    part.Loss(line.From, line.Text, "the checks are ldirectord's own: checktype = external runs a program");
                    break;
                case "start_cmd" or "stop_cmd":
                    part.Remark(line.From, line.Text, "only a failover service uses it");
                    break;
                case "load_monitor" when line.Value is "none" or null:
                    part.Remark(line.From, line.Text, "weights stay as they are");
                    break;
                case "load_monitor":
                    part.Loss(line.From, line.Text, "no login to the real servers: agentport or agentfile follow their load");
                    break;
                default:
                    part.Loss(line.From, line.Text, "lvsd does not know it, and refuses the file");
                    break;
            }
        }

        foreach (var other in block.Block.Value.Where(line => line.Block is not null && line.Name != "server"))
            part.Loss(other.From, other.Text, "lvsd does not know it, and refuses the file");
    }

    /// <summary>A port, or its name of /etc/services; null if the text is neither.</summary>
    private static int? Port(LvsCfStatement block, int unsaid)
    {
        if (block.Last("port") is not { Value: { } word } line)
            return unsaid;
        return Number(line) is { } number and > 0 and <= IPEndPoint.MaxPort ? number
            : new NameResolver().Port(word, block.Last("protocol")?.Value ?? "tcp");
    }

    /// <summary>strtol(3) with base 0: 0x10 is 16, 010 is 8. Null if the word is no number, or a negative one.</summary>
    internal static int? Number(LvsCfStatement? line) => line?.Value switch
    {
        null => null,
        ['0', 'x' or 'X', .. var digits] =>
            int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) && hex >= 0 ? hex : null,
        ['0', _, ..] word => Octal(word),
        var word => Settings.Parse(word),
    };

    private static int? Octal(string word)
    {
        var number = 0L;
        foreach (var digit in word)
        {
            number = (number * 8) + (digit - '0');
            if (digit is < '0' or > '7' || number > int.MaxValue)
                return null;
        }

        return (int)number;
    }
}
