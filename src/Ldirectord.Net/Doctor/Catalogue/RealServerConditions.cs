using System.Collections.Immutable;

namespace Ldirectord.Doctor;

/// <summary>Mistakes of a real server.</summary>
internal static class RealServerConditions
{
    public static ImmutableArray<Condition> All { get; } =
    [
        new(
            "R1", "an interface has the virtual address",
            "clients' packets arrive and are dropped",
            "A server of gate or ipip takes packets for the virtual address itself."),
        new(
            "R2", "the virtual address is on no interface of the network",
            "some clients reach this server always",
            "On lo, a dummy or a tunnel nobody asks for it."),
        new(
            "R3", "the virtual address stands alone",
            "this machine reaches nobody of its own network",
            "On lo a prefix makes every address of it this machine's own."),
        new(
            "R4", "no interface answers ARP for the virtual address",
            "clients of the segment come past the director",
            "The higher one of arp_ignore of all and of the interface that is asked counts. lo is never asked. Rules of arptables "
            + "do as well."),
        new(
            "R5", "no ARP question names the virtual address",
            "now and then all clients come to this server",
            "With arp_announce below 2 a question may have the virtual address as its sender's, and the router believes it."),
        new(
            "R6", "the rules for ARP drop questions for the virtual address",
            "clients come past the director",
            "arptables -A INPUT -d ADDRESS -j DROP is the older way."),
        new(
            "R7", "a tunnel interface is up",
            "clients run into a time-out",
            "tunl0 of the module ipip unpacks what a director sends by ipip."),
        new(
            "R8", "the tunnel lets packets in",
            "clients run into a time-out",
            "rp_filter: the higher one of all and of the tunnel counts, so 2 of the tunnel wins over 1 of all."),
        new(
            "R9", "the firewall lets clients in",
            "clients run into a time-out or are refused",
            "Packets for the virtual address, and of ipip those of protocol 4, pass INPUT here."),
        new(
            "R10", "answers go by the director",
            "connections hang",
            "With masq the director changes the answers back, so they must pass it."),
        new(
            "R11", "answers do not go by the director",
            "connections hang",
            "With gate and ipip the answer's sender is the virtual address, which is the director's own: it drops the packet."),
        new(
            "R12", "a program listens at the virtual address",
            "connections are refused",
            "A program that listens on the server's own address alone is not reached at the virtual one."),
        new(
            "R13", "the virtual address is there after a boot",
            "after a boot, or a restart of the network, the server answers nobody",
            "Searched for in the files of ifupdown, systemd-networkd, netplan, NetworkManager and lvs-realserver."),
        new(
            "R14", "the ARP settings are there after a boot",
            "after a boot clients come past the director",
            "Searched for in sysctl.d(5)."),
        new(
            "R15", "no connection begins from the virtual address",
            "name servers and updates do not answer this server",
            "The kernel chose the virtual address as a source. With scope host it does not."),
        new(
            "R16", "the tunnel takes packets of full length",
            "long requests hang",
            "The MTU of the tunnel is 20 bytes less than the network's."),
        new(
            "R17", "no interface answers neighbour discovery for others",
            "IPv6 clients come past the director",
            "IPv6 answers for addresses of the asked interface only, so lo needs no setting; proxy_ndp does more."),
        new(
            "R18", "no reverse path filter has dropped packets",
            "some clients run into a time-out",
            "The counter IPReversePathFilter (nstat)."),
    ];
}
