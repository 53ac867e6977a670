using System.Collections.Immutable;

namespace Ldirectord.Doctor;

/// <summary>Mistakes of a director.</summary>
internal static class DirectorConditions
{
    public static ImmutableArray<Condition> All { get; } =
    [
        new(
            "D1", "the kernel has IPVS",
            "start fails, or says that the kernel has no IPVS",
            "IPVS is the module ip_vs of the kernel. In a container only the host can load it. Seen by /proc/net/ip_vs."),
        new(
            "D2", "the kernel has every scheduler, engine and protocol of the file",
            "a virtual service cannot be added",
            "Each scheduler is a module of its own: ip_vs_wrr, ip_vs_mh. Seen by the list of the kernel's modules."),
        new(
            "D3", "the doctor has the rights to see everything",
            "findings are missing",
            "CAP_NET_ADMIN reads the table and the firewall, CAP_NET_RAW sends ARP."),
        new(
            "D4", "each virtual address is an address of this machine",
            "clients run into a time-out; nobody answers ARP for the address",
            "The director must take the packets in: the address is on an interface, or a local route leads to it. Of a standby, and "
            + "of announced addresses, that is a note."),
        new(
            "D5", "each virtual address is on an interface that is up",
            "clients run into a time-out",
            "An interface that is down, or without a cable, answers nobody."),
        new(
            "D6", "each virtual address is on the interface of its network",
            "clients of the address's own segment run into a time-out",
            "Tutorials put the address on the director's lo, as on real servers. With arp_ignore above 0 the interface then does "
            + "not answer for it."),
        new(
            "D7", "no virtual address takes others along when it goes",
            "after a fail-over the director has lost its other addresses",
            "The first address of a network with its prefix is its primary one; the others are secondary and go with it, unless "
            + "promote_secondaries is 1. With /32 an address stands alone."),
        new(
            "D8", "no real server answers for a virtual address",
            "some clients always reach one server, others the director; balance is lost",
            "Real servers of gate and ipip have the address too and must not answer ARP for it. Seen by an ARP probe (RFC 5227) "
            + "from 0.0.0.0 on the address's segment, and by the hardware address of the answer."),
        new(
            "D9", "no other machine answers for a virtual address",
            "clients reach sometimes this director, sometimes the other machine",
            "The same probe, answered by a machine that is no real server: as a rule the other director of a pair, both active."),
        new(
            "D10", "each gate server is on the director's own segment",
            "the server gets no packet, though its check passes",
            "gate changes the hardware address only: a router on the way sends the packet back."),
        new(
            "D11", "checks leave with an address of the director's own",
            "all gate and ipip servers are down as soon as the virtual address comes",
            "The server has the virtual address on its lo and answers itself. ldirectord takes another address of the interface, if "
            + "there is one."),
        new(
            "D12", "the director forwards the answers of masq servers",
            "connections of masq services hang",
            "Answers come back through the director, which must forward: ip_forward, and forwarding of the interface."),
        new(
            "D13", "the firewall lets the answers of masq servers through",
            "connections of masq services hang",
            "IPVS takes them behind FORWARD's filter. Without net.ipv4.vs.conntrack they are no established connections to it. Seen "
            + "by a walk through the rules."),
        new(
            "D14", "the firewall lets clients' requests through",
            "clients run into a time-out or are refused",
            "IPVS takes packets behind INPUT: its rules apply to the virtual address and port. Seen by a walk through the rules."),
        new(
            "D15", "keepalived drops no packets to a virtual address",
            "not even an echo request to the address is answered",
            "vrrp_strict of keepalived drops all packets to the addresses that it moves."),
        new(
            "D16", "masq servers are told no shorter way",
            "connections work once, then hang",
            "On one segment the director tells the servers by ICMP redirect that the client is nearer; they answer past it. The "
            + "value of all and of the interface are joined by or."),
        new(
            "D17", "no reverse path filter drops clients' packets or checks",
            "clients beyond a router run into a time-out, others do not",
            "rp_filter = 1 drops a packet whose answer would leave by another interface. The higher one of all and the interface "
            + "counts, so 2 of the interface wins."),
        new(
            "D18", "IPVS and the rules that change sources do not miss each other",
            "masq servers see the client's address where a rule should change it",
            "Without net.ipv4.vs.conntrack IPVS passes by the NAT rules of iptables."),
        new(
            "D19", "the table of connection tracking has room",
            "new connections are dropped at random",
            "Seen by nf_conntrack_count and nf_conntrack_max; an established connection stands there for five days."),
        new(
            "D20", "the kernel's table of connections is large enough",
            "the processor is busy with soft interrupts",
            "conn_tab_bits says how many slots the table has; a module's parameter, read when it is loaded."),
        new(
            "D21", "no real server is this machine",
            "one server is slow, or refuses",
            "Packets to an address of this machine stay here, whatever the method."),
        new(
            "D22", "each gate and ipip server has the virtual service's port",
            "the check passes, and clients are refused",
            "Only masq changes ports (ipvsadm(8)). The check goes to the port of the real server's line."),
        new(
            "D24", "no masq server is in one network with its clients",
            "clients of the servers' network drop the answer",
            "A server answers a client of its own network directly, from an address that the client did not ask."),
        new(
            "D26", "tunnelled packets fit",
            "short answers arrive, uploads hang",
            "ipip puts 20 bytes before each packet. With pmtu_disc the client learns by ICMP to send shorter ones."),
        new(
            "D27", "no interface joins received packets",
            "answers crawl",
            "Large receive offload makes packets that are too long to be sent on (ethtool -k)."),
        new(
            "D28", "clients leave a failed or removed server",
            "persistent or UDP clients stay with a dead server",
            "net.ipv4.vs.expire_nodest_conn for quiescent = no, net.ipv4.vs.expire_quiescent_template for quiescent = yes with "
            + "persistence."),
        new(
            "D29", "a client that uses a port again does not wait",
            "some connections take a second more",
            "net.ipv4.vs.conn_reuse_mode with conntrack on kernels before 5.9; without it on kernels before 5.17."),
        new(
            "D30", "backup_only does not switch this director off",
            "nothing is directed at all",
            "net.ipv4.vs.backup_only lets a machine on which a sync backup runs direct no packet."),
        new(
            "D31", "the interfaces of the sync daemons work",
            "connections are lost at a fail-over",
            "A master sends, and a backup listens, on the interface that syncdaemon names."),
        new(
            "D32", "nobody else writes the IPVS table",
            "services and servers vanish, or come back",
            "keepalived with a virtual_server, kube-proxy, Piranha, Perl ldirectord, or the service ipvsadm, which loads "
            + "/etc/ipvsadm.rules."),
        new(
            "D33", "idle connections outlive their application's pauses",
            "ssh and database connections break after 15 minutes",
            "IPVS forgets a TCP connection that is idle for 900 s, if ipvstimeouts does not say otherwise."),
        new(
            "D35", "UDP clients leave a failed server",
            "some clients get no answer long after a server failed",
            "A client that always sends from one port is one connection to IPVS, for 300 s after its last datagram."),
        new(
            "D36", "a rule sets each mark that a service has",
            "a firewall mark service gets no packet",
            "The rules of the firewall were searched for one that sets the mark."),
        new(
            "D37", "no program of the director listens at a virtual address",
            "odd answers while the service is not in the table",
            "Without the service the packets are the director's own, as /proc/net/tcp shows."),
        new(
            "D38", "no interface answers for other machines",
            "other machines' packets come here",
            "proxy_arp makes an interface answer ARP for every address that the machine has a route to."),
        new(
            "D39", "each IPv6 virtual address is in use",
            "IPv6 clients run into a time-out",
            "Duplicate address detection (RFC 4862) found another holder, or is not over. With nodad the address is in use at once."),
        new(
            "D40", "each near server answers ARP",
            "a server is down",
            "The kernel asked for its hardware address in vain (ip neighbour: FAILED)."),
        new(
            "D41", "the network is no cloud's",
            "gate and ipip never work",
            "Networks of clouds drop packets to addresses that they did not give. Seen by the maker's name of the machine (DMI)."),
        new(
            "D42", "what is right now is right after a boot",
            "after a boot masq hangs",
            "The setting is in no file of sysctl.d(5)."),
        new(
            "D43", "there are descriptors for all checks",
            "checks are late, or fail with too many open files",
            "Each check needs a descriptor (RLIMIT_NOFILE)."),
        new(
            "D44", "a connection that another director began goes on here",
            "connections of a fleet break when a router changes its mind",
            "scheduler = mh sends a client to the same server whichever director it meets; net.ipv4.vs.sloppy_tcp lets the "
            + "connection in."),
        new(
            "D45", "some server of each service takes new clients",
            "new clients are refused, others go on",
            "All destinations have weight 0 in the kernel's table."),
        new(
            "D48", "no two interfaces are on one segment",
            "clients come by an interface that they should not",
            "Linux answers ARP for each of its addresses on each interface, unless arp_ignore or arp_filter is 1."),
        new(
            "D49", "each gate and ipip server takes a connection through the virtual address",
            "a server is up and gets no traffic, or its clients run into a time-out",
            "With --through the doctor connects to the virtual address once for each server, by a firewall mark of its own, as "
            + "checkvia = virtual does: packets go the clients' way."),
        new(
            "D50", "ipvsadm takes the rules that are loaded at a boot",
            "after a boot the table lacks services",
            "ipvsadm -r names a real server; a tutorial writes the scheduler behind it, which is -s. Seen in /etc/ipvsadm.rules."),
    ];
}
