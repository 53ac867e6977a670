namespace Ldirectord.Kernel.Daemon;

/// <summary>Each kind of check takes a real server out of the kernel's table and puts it back.</summary>
public sealed class CheckKindTests(SharedDirector shared) : IClassFixture<SharedDirector>
{
    private const string Http = "service=http\n\trequest=\"/\"\n\treceive=\"^web\"";
    private const string DropPings = "iptables-legacy -A INPUT -p icmp -d 127.0.2.1 -j DROP";

    [Fact]
    public Task Connect_TakesOutAServerThatRefuses() => TakenOutAndPutBackAsync("checktype=connect", Web1("dead"), Web1("up"));

    [Theory]
    [InlineData("dead")]
    [InlineData("hang")]
    [InlineData("error")]
    public Task Http_TakesOutAServerThatIsGoneOrHangsOrAnswersWithAnError(string how) =>
        TakenOutAndPutBackAsync(Http, Web1(how), Web1("up"));

    [Fact]
    public Task HttpHead_TakesOutAServerThatAnswersWithAnError() =>
        TakenOutAndPutBackAsync("service=http\n\thttpmethod=HEAD", Web1("error"), Web1("up"));

    [Fact]
    public Task HttpProxy_TakesOutAProxyThatAnswersWithAnError() =>
        TakenOutAndPutBackAsync("service=http_proxy\n\trequest=\"http://www.example.net/\"\n\treceive=\"^web\"", Web1("error"), Web1("up"));

    [Theory]
    [InlineData("dead")]
    [InlineData("hang")]
    [InlineData("error")]
    public Task SimpleTcp_TakesOutAServerWhoseAnswerDoesNotMatch(string how) =>
        TakenOutAndPutBackAsync("service=simpletcp\n\trequest=\"GET / HTTP/1.0\\r\\n\\r\\n\"\n\treceive=\"200 OK\"", Web1(how), Web1("up"));

    [Fact]
    public Task Combined_NegotiatesBetweenConnects() => TakenOutAndPutBackAsync($"checktype=2\n\t{Http}", Web1("error"), Web1("up"));

    [Fact]
    public Task Ping_TakesOutAHostThatDoesNotAnswer() =>
        TakenOutAndPutBackAsync("checktype=ping", Shell(DropPings), Shell("iptables-legacy -F INPUT"));

    [Fact]
    public Task ConnectOfAnUdpService_IsAPing() => TakenOutAndPutBackAsync(
        "checktype=connect\n\tservice=none\n\tprotocol=udp", Shell(DropPings), Shell("iptables-legacy -F INPUT"), kind: "-u", port: 53);

    [Fact]
    public async Task External_TakesOutAServerWhoseCommandFails()
    {
        // Arguments: VIP VPORT RIP RPORT.
        await RunAsync("printf '#!/bin/sh\\necho \"$*\" >>/run/asked\\n[ ! -e /run/dead-$3 ]\\n' >/run/external; chmod +x /run/external; "
            + "rm -f /run/asked");
        await TakenOutAndPutBackAsync(
            "checktype=external\n\tcheckcommand=/run/external", Shell("touch /run/dead-127.0.2.1"), Shell("rm /run/dead-127.0.2.1"));
        Assert.Equal(
            ["127.0.1.1 80 127.0.2.1 80", "127.0.1.1 80 127.0.2.2 80"], (await shared.Machine.RunAsync("sort -u /run/asked")).Lines);
    }

    [Fact]
    public async Task ServiceOfOnesOwn_TakesOutAServerAndSaysWhatItsProgramSays()
    {
        // As another user, who must be able to read the directory.
        await RunAsync("mkdir -p -m 755 /run/checks.d; printf '#!/bin/sh\n[ ! -e /run/dead-$1 ] || "
            + "{ echo \"no share at $1, says $(id -u)\"; exit 1; }\n' >/run/checks.d/smbcheck; chmod 755 /run/checks.d/smbcheck");
        var director = await TakenOutAndPutBackAsync(
            "service=smbcheck\n\tcheckarguments=\"{real} {port}\"\n\tcheckuser=nobody", Shell("touch /run/dead-127.0.2.1"),
            Shell("rm /run/dead-127.0.2.1"), global: "checkdirectory=/run/checks.d\n");
        await director.LogShowsAsync("smbcheck: no share at 127.0.2.1, says 65534");
    }

    [Fact]
    public async Task ExternalThatHangs_IsTakenOutAtItsDeadlineAndLeavesNoProcess()
    {
        await RunAsync("printf '#!/bin/sh\\nif [ -e /run/hang-$3 ]; then sleep 4321; fi\\n' >/run/external; chmod +x /run/external");
        await TakenOutAndPutBackAsync(
            "checktype=external\n\tcheckcommand=/run/external", Shell("touch /run/hang-127.0.2.1"), Shell("rm /run/hang-127.0.2.1"));
        await RunAsync("for i in $(seq 100); do pgrep -fx 'sleep 4321' || exit 0; sleep 0.1; done; exit 1");
    }

    [Fact]
    public async Task ExternalPerl_TakesOutAServerWhoseScriptExitsWithAnError()
    {
        await RunAsync("echo 'exit(-e \"/run/dead-$ARGV[2]\" ? 1 : 0);' >/run/external.pl");
        await TakenOutAndPutBackAsync(
            "checktype=external-perl\n\tcheckcommand=/run/external.pl", Shell("touch /run/dead-127.0.2.1"),
            Shell("rm /run/dead-127.0.2.1"));
    }

    [Theory]
    [InlineData("checktype=on")]
    [InlineData("service=none")]
    public async Task OnAndNone_KeepADeadServerIn(string settings)
    {
        var director = await shared.WithAsync(Configuration(settings + "\n\tfallback=127.0.9.1:80 masq"));
        await director.TableBecomesAsync(Service, First, Second);
        await shared.Backends.AllAsync("dead");
        // A failing check beside them shows that time has passed.
        await director.ReloadAsync(Configuration(settings) + "virtual=127.0.1.2:80\n\treal=127.0.2.1:80 masq\n\tchecktype=connect\n"
            + "\tprotocol=tcp\n");
        await director.LogShowsAsync("Check of 127.0.2.1:80 (tcp:127.0.1.2:80) failed");
        await director.TableBecomesAsync(Service, First, Second, "-A -t 127.0.1.2:80 -s wrr");
    }

    [Fact]
    public async Task Off_PutsNoServerInAndLeavesTheFallback()
    {
        var director = await shared.WithAsync(Configuration("checktype=off\n\tfallback=127.0.9.1:80 masq"));
        await director.TableBecomesAsync(Service, "-a -t 127.0.1.1:80 -r 127.0.9.1:80 -m -w 1");
    }

    [Fact]
    public async Task FirewallMark_IsServedLikeAnAddress()
    {
        var director = await shared.WithAsync(
            $"{Head}\nvirtual=7\n\treal=127.0.2.1:80 masq 3\n\treal=127.0.2.2:80 gate\n\tfallback=127.0.9.1:80 masq\n\tprotocol=fwm\n"
                + $"\t{Http}\n");
        const string first = "-a -f 7 -r 127.0.2.1:80 -m -w 3", second = "-a -f 7 -r 127.0.2.2:80 -g -w 1";
        await director.TableBecomesAsync("-A -f 7 -s wrr", first, second);
        await shared.Backends.AllAsync("dead");
        await director.TableBecomesAsync("-A -f 7 -s wrr", "-a -f 7 -r 127.0.9.1:80 -m -w 1");
        await shared.Backends.AllAsync("up");
        await director.TableBecomesAsync("-A -f 7 -s wrr", first, second);
    }

    [Fact]
    public async Task IPv6_HasServersAndFallbackOfItsOwn()
    {
        var director = await shared.WithAsync(
            $"{Head}\nfallback=127.0.9.1:80 masq\nfallback6=[fd00::99]:80 masq\nvirtual6=[fd00::1]:80\n\treal6=[fd00::21]:80 masq 3\n"
                + $"\tprotocol=tcp\n\t{Http}\n");
        const string service = "-A -t [fd00::1]:80 -s wrr", server = "-a -t [fd00::1]:80 -r [fd00::21]:80 -m -w 3";
        await director.TableBecomesAsync(service, server);
        await shared.Backends.BecomeAsync("web1-6", "dead");
        await director.TableBecomesAsync(service, "-a -t [fd00::1]:80 -r [fd00::99]:80 -m -w 1");
        await shared.Backends.BecomeAsync("web1-6", "up");
        await director.TableBecomesAsync(service, server);
    }

    [Fact]
    public async Task ThresholdsPersistenceNetmaskAndOnePacket_ReachTheKernel()
    {
        var director = await shared.WithAsync(
            $"""
            {Head}
            virtual=127.0.1.1:80
            	real=127.0.2.1:80 masq 3 l:2 u:9
            	checktype=connect
            	scheduler=wlc
            	persistent=600
            	netmask=255.255.255.0
            	protocol=tcp
            virtual=127.0.1.1:53
            	real=127.0.2.1:53 masq
            	checktype=ping
            	service=none
            	scheduler=rr
            	protocol=udp
            	ops=yes

            """);
        await director.TableBecomesAsync(
            "-A -t 127.0.1.1:80 -s wlc -p 600 -M 255.255.255.0",
            "-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 3",
            "-A -u 127.0.1.1:53 -s rr -o",
            "-a -u 127.0.1.1:53 -r 127.0.2.1:53 -m -w 1");
        // "ipvsadm -S" leaves them out. Columns: upper, lower, active, inactive.
        Assert.Contains(
            (await shared.Machine.RunAsync("ipvsadm -Ln --thresholds | tr -s ' '")).Lines,
            line => line.StartsWith(" -> 127.0.2.1:80 9 2 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failurecount_CountsUpToTheLimitAndForgetsAtASuccess()
    {
        var director = await shared.WithAsync(Configuration("failurecount=3\n\t" + Http));
        await director.TableBecomesAsync(Service, First, Second);
        await shared.Backends.BecomeAsync("web1", "error");
        await director.LogShowsAsync("Soft failure real server: 127.0.2.1:80 (tcp:127.0.1.1:80) failure 2/3");
        await director.TableBecomesAsync(Service, Second);
        Assert.Contains("Soft failure real server: 127.0.2.1:80 (tcp:127.0.1.1:80) failure 1/3", await director.LogAsync(),
            StringComparison.Ordinal);
        await shared.Backends.BecomeAsync("web1", "up");
        await director.TableBecomesAsync(Service, First, Second);
        // With a failurecount that the test cannot reach, one success resets the count.
        await director.ReloadAsync(Configuration("failurecount=1000\n\t" + Http));
        await shared.Backends.BecomeAsync("web1", "error");
        await director.LogShowsAsync("failure 1/1000");
        await shared.Backends.BecomeAsync("web1", "up");
        await director.LogShowsAsync("Resetting soft failure count: 127.0.2.1:80 (tcp:127.0.1.1:80)");
        await director.TableBecomesAsync(Service, First, Second);
    }

    [Theory]
    [InlineData("no", "no", 1)]
    [InlineData("no", "yes", 2)]
    [InlineData("yes", "no", 3)]
    [InlineData("yes", "yes", 4)]
    public async Task QuiescentAndReaddquiescent_DecideWhatBecomesOfADeadServer(string quiescent, string readd, int number)
    {
        // A service of its own for each case: the third server has never been in.
        var id = $"127.0.1.{100 + number}:80";
        var director = await shared.WithAsync(
            $"{Head}\nreaddquiescent={readd}\nvirtual={id}\n\treal=127.0.2.1:80 masq 3\n\treal=127.0.2.2:80 masq\n"
                + "\treal=127.0.2.3:80 masq 5\n"
            + $"\tquiescent={quiescent}\n\tprotocol=tcp\n\t{Http}\n");
        string service = $"-A -t {id} -s wrr", first = $"-a -t {id} -r 127.0.2.1:80 -m -w", second = $"-a -t {id} -r 127.0.2.2:80 -m -w 1";
        string[] third = (quiescent, readd) == ("yes", "yes") ? [$"-a -t {id} -r 127.0.2.3:80 -m -w 0"] : [];
        await director.TableBecomesAsync([service, $"{first} 3", second, .. third]);
        await shared.Backends.BecomeAsync("web1", "dead");
        await director.TableBecomesAsync([service, .. quiescent == "yes" ? [$"{first} 0"] : Array.Empty<string>(), second, .. third]);
        await shared.Backends.BecomeAsync("web1", "up");
        await director.TableBecomesAsync([service, $"{first} 3", second, .. third]);
    }

    [Fact]
    public async Task CheckintervalOfOneService_IsItsOwn()
    {
        await RunAsync("printf '#!/bin/sh\\necho \"$1\" >>/run/asked\\n' >/run/external; chmod +x /run/external; : >/run/asked");
        await shared.WithAsync(Section("127.0.1.1", 1) + Section("127.0.1.2", 3600));
        await RunAsync("for i in $(seq 200); do [ $(grep -c 127.0.1.1 /run/asked) -lt 5 ] || exit 0; sleep 0.1; done; exit 1");
        // The first at once, the second after a part of the interval.
        Assert.Single((await shared.Machine.RunAsync("cat /run/asked")).Lines, line => line == "127.0.1.2");

        static string Section(string address, int interval) =>
            $"virtual={address}:80\n\treal=127.0.2.1:80 masq\n\tchecktype=external\n\tcheckcommand=/run/external\n"
            + $"\tcheckinterval={interval}\n\tprotocol=tcp\n";
    }

    private const string Head = "checktimeout=2\nnegotiatetimeout=2\ncheckinterval=1";
    private const string Service = "-A -t 127.0.1.1:80 -s wrr";
    private const string First = "-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 3";
    private const string Second = "-a -t 127.0.1.1:80 -r 127.0.2.2:80 -m -w 1";

    private static string Configuration(string settings) =>
        $"{Head}\nvirtual=127.0.1.1:80\n\treal=127.0.2.1:80 masq 3\n\treal=127.0.2.2:80 masq\n\t{settings}\n\tprotocol=tcp\n";

    private Func<Task> Web1(string mode) => () => shared.Backends.BecomeAsync("web1", mode);

    private Func<Task> Shell(string script) => () => RunAsync(script);

    private async Task RunAsync(string script) => _ = (await shared.Machine.RunAsync(script)).Text;

    /// <summary>The first of two servers fails and returns; the second stays in.</summary>
    private async Task<DirectorProcess> TakenOutAndPutBackAsync(
        string settings, Func<Task> fail, Func<Task> recover, string kind = "-t", int port = 80, string global = "")
    {
        string service = $"-A {kind} 127.0.1.1:{port} -s wrr", servers = $"-a {kind} 127.0.1.1:{port} -r 127.0.2";
        string first = $"{servers}.1:{port} -m -w 3", second = $"{servers}.2:{port} -m -w 1";
        var protocol = kind == "-t" ? "\tprotocol=tcp\n" : "";
        var director = await shared.WithAsync(
            $"{Head}\n{global}virtual=127.0.1.1:{port}\n\treal=127.0.2.1:{port} masq 3\n\treal=127.0.2.2:{port} masq\n"
                + $"\t{settings}\n{protocol}");
        await director.TableBecomesAsync(service, first, second);
        await fail();
        await director.TableBecomesAsync(service, second);
        await recover();
        await director.TableBecomesAsync(service, first, second);
        return director;
    }
}
