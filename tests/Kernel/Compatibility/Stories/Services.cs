using static Ldirectord.Kernel.Compatibility.Stories.Text;

namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>What a virtual service can be.</summary>
internal static class Services
{
    private const string FallbackOfAMark = "global `fallback` of a firewall mark";
    private const string ServicesPort = "a `gate` or `ipip` server whose port is not the service's own";

    public static Story AFirewallMark_IsServedLikeAnAddress => new Story("""
        virtual=7
            real=127.0.2.1:80 masq
            real=127.0.2.2:80 gate 2
            checktype=negotiate
            service=http
            receive="b"
            scheduler=wlc
        """ + Fallback).Start().Kill("b1").Kill("b2").Return("b2").Stop();

    public static Story AnIpv6FirewallMark_IsServedLikeAnAddress => new Story("""
        virtual6=8
            real6=[fd00::21]:80 masq
            real6=[fd00::22]:80 masq 3
            checktype=connect
            checkport=80
            fallback6=[fd00::91]:80 gate
        """).Start().Kill("b1-6").Kill("b2-6").Return("b1-6").Stop();

    public static Story AnIpv6Service_IsServedLikeIpv4 => new Story("""
        virtual6=[fd00::1]:80
            real6=[fd00::21]:80 masq
            real6=[fd00::22]:80 gate 3
            checktype=connect
            fallback6=[fd00::91]:80
            persistent=300
            netmask=64
        """).Start().Kill("b1-6").Kill("b2-6").Return("b1-6", "b2-6").Stop();

    public static Story AUdpService_IsCheckedByAProgram => new Story("""
        virtual=127.0.1.1:5000
            real=127.0.2.1:5000 masq
            real=127.0.2.2:5000 masq 2
            protocol=udp
            scheduler=rr
        """ + External + "\n    fallback=127.0.9.1:5000")
        .Start().Do("touch /run/dead-127.0.2.1:5000").Do("touch /run/dead-127.0.2.2:5000").Do("rm /run/dead-127.0.2.1:5000").Stop();

    public static Story OnePacketScheduling_IsAFlagOfUdpServices => new Story("""
        virtual=127.0.1.1:53
            real=127.0.2.1:53 masq
            checktype=on
            ops=yes
        virtual=127.0.1.1:54
            real=127.0.2.1:54 masq
            checktype=on
            protocol=tcp
            ops=yes
        """).Start().Edit("ops=yes\nvirtual", "ops=no\nvirtual").Stop()
        .Ours(
            "values that are read otherwise than they look (`checkinterval = 1 min`), a scheduler that no kernel has, `ops` with masq",
            @"start: err: Warning \[PID\] .*: masq with ops = yes: .*");

    public static Story ARange_IsSoManyServers => new Story("""
        virtual=127.0.1.1:80
            real=127.0.2.1->127.0.2.3:80 masq 4
            checktype=connect
        """).Start().Kill("b2").Edit("->127.0.2.3", "->127.0.2.2").Return("b2").Stop();

    public static Story Thresholds_AreWritten => new Story("""
        virtual=127.0.1.1:80
            real=127.0.2.1:80 masq 2 l:5 u:10
            real=127.0.2.2:80 masq u:20
            checktype=connect
        """).Start().Kill("b1").Return("b1").Edit("u:20", "u:30").Stop();

    public static Story Persistence_HasATimeAndANetmask => new Story(Two + Connect + "\n    persistent=600\n    netmask=255.255.255.0")
        .Start().Kill("b1").Return("b1").Edit("255.255.255.0", "255.255.0.0").Stop();

    public static Story SchedulerFlags_AreWritten => new Story(Two + Connect + "\n    scheduler=sh\n    schedflags=sh-fallback,sh-port")
        .Start().Kill("b1").Stop();

    public static Story NamesOfHostsAndPorts_AreResolved => new Story("""
        virtual=www.example.test:http
            real=web1.example.test:http masq
            real=web2:http masq 2
            checktype=connect
            fallback=web3:http masq
        """).Start().Kill("b1").Kill("b2").Return("b1").Stop();

    public static Story GateAndIpip_KeepTheServicesPort => new Story("""
        virtual=127.0.1.1:80
            real=127.0.2.1:80 gate
            real=127.0.2.2:80 ipip 3
            checktype=connect
            fallback=127.0.9.1:80 ipip
        """).Start().Kill("b1").Kill("b2").Return("b1", "b2").Stop();

    public static Story AGateFallbackOfAnotherPort_HasTheServicesPort => new Story(Two + Connect + "\n    fallback=127.0.9.1:8080 gate")
        .Start().Kill("b1", "b2").Return("b1").Stop()
        .Original(ServicesPort, @"log: Added fallback server: 127\.0\.9\.1:8080 .*")
        .Original(ServicesPort, @"log: Deleted fallback server: 127\.0\.9\.1:80 mapped from 127\.0\.9\.1:8080 .*")
        .Ours(ServicesPort, @"log: (Added|Deleted) fallback server: 127\.0\.9\.1:80 .*");

    public static Story TheFallbackOfAll_ServesWhereNoneIsNamed => new Story("fallback=127.0.9.1:8080 masq\n" + Two + Connect + "\n"
        + One.Replace("127.0.1.1", "127.0.1.2", StringComparison.Ordinal) + Connect + Fallback)
        .Start().Kill("b1", "b2").Return("b1").Stop().ResetOnce().RemovedOnce();

    public static Story TheFallbackOfAllAndAFirewallMark_ItServes => new Story("""
        fallback=127.0.9.1:80 masq
        virtual=7
            real=127.0.2.1:80 masq
            real=127.0.2.2:80 masq 2
            checktype=connect
        """).Start().Kill("b1", "b2").TablesDiffer(FallbackOfAMark).Return("b1").Stop()
        .Original(FallbackOfAMark, "log: system\\(.* -r :0 .*\\) failed:").Original(FallbackOfAMark, "log: Added fallback server: :0 .*")
        .Ours(FallbackOfAMark, "log: (Added|Deleted) fallback server: 127.0.9.1:80 .*");

    public static Story APortlessRealServer_HasTheServicesPort => new Story("""
        virtual=127.0.1.1:80
            real=127.0.2.1 masq
            real=127.0.2.2 gate 2
            checktype=connect
        """).Start().Kill("b1").Return("b1").Stop()
        .Original(ServicesPort, @"log: Deleted real server: 127\.0\.2\.2:80 mapped from 127\.0\.2\.2:0 .*")
        // It does not find the server by the port of the file; the virtual service takes it along.
        .Original(ServicesPort, @"log: system\(\S+ -d .* -r 127\.0\.2\.2:0\) failed: .*");
}
