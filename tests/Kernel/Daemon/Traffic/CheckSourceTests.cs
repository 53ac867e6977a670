using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// A director whose kernel would send from the virtual address: real servers have it on lo, so that their answers would stay with them.
/// </summary>
public sealed class CheckSourceTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>
{
    private const string Vip = "fd00:2::10";
    private const string Count = "ip6tables-legacy -t mangle -nvxL OUTPUT | awk '/fd00:2::1/ { print $1 }'";

    [Fact]
    public async Task VirtualAddressNearestToTheServer_IsNoSourceOfChecks_OfAnyKind()
    {
        var server = Topology.ServerAddress6(1);
        await GuestTool.StartAsync(Machine, "serve", "/run/sources", "d=rs1@[::]:82");
        var route = await TextAsync(
            $$"""
            ip -6 -n rs1 addr replace {{Vip}}/128 dev lo nodad
            ip -6 addr add {{Vip}}/128 dev servers nodad
            modprobe ip6table_mangle
            # Who has the address on the wire is another question, which the kernel asks as it likes.
            ip6tables-legacy -t mangle -A OUTPUT -p icmpv6 --icmpv6-type neighbour-solicitation -j ACCEPT
            for source in {{Vip}} fd00:2::1; do
                ip6tables-legacy -t mangle -A OUTPUT -s $source -d {{server}}
            done
            ip -6 route get {{server}}
            """);
        try
        {
            Assert.Contains($"src {Vip}", route, StringComparison.Ordinal);
            var services =
                $"virtual6=[{Vip}]:80\n\treal6=[{server}]:80 gate\n\tchecktype=connect\n\twatch=connection\n"
                + $"virtual6=[{Vip}]:82\n\treal6=[{server}]:82 gate\n\tprotocol=udp\n\tservice=simpleudp\n\trequest=\"x\"\n"
                + $"virtual6=[{Vip}]:81\n\treal6=[{server}]:81 gate\n\tchecktype=ping\n"
                + $"virtual6=[{Vip}]:83\n\treal6=[{server}]:80 gate\n\tchecktype=negotiate\n\tservice=http\n\trequest=\"/\"\n"
                + "\treceive=\"^rs1\"\n\tcheckport=80\n";
            const string times = "checktimeout=1\nnegotiatetimeout=1\ncheckinterval=1\n";
            // The trap: with active = always the kernel chooses.
            await DirectAsync(times + services);
            await TextAsync($"until [ \"$({Count} | head -n 1)\" -gt 8 ]; do sleep 0.1; done");
            await TableLacksAsync(Escaped($"[{server}]"));

            await Director.ReloadAsync($"{times}active=vip\n{services}");
            foreach (var service in (string[])["-t [fd00:2::10]:80", "-u [fd00:2::10]:82", "-t [fd00:2::10]:81", "-t [fd00:2::10]:83"])
                await TableAsync($"-a {Escaped(service)} -r {Escaped($"[{server}]")}:", "until", service);
            // No question to the server from the virtual address: an attempt of before is over when the service has a server.
            Assert.Equal("0\n", await TextAsync(
                $"""
                ip6tables-legacy -t mangle -Z OUTPUT
                until [ "$({Count} | tail -n 1)" -gt 20 ]; do sleep 0.1; done
                {Count} | head -n 1
                """));
        }
        finally
        {
            await Machine.RunAsync(
                $"ip6tables-legacy -t mangle -F OUTPUT; ip -6 addr del {Vip}/128 dev servers; ip -6 -n rs1 addr del {Vip}/128 dev lo");
        }
    }

    private static string Escaped(string text) =>
        text.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);

    private async Task<string> TextAsync(string script) => (await Machine.RunAsync(script, TimeSpan.FromSeconds(120))).Text;
}
