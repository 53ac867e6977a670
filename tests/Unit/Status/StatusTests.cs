using System.Net;
using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Status;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Status;

public sealed class StatusTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Table_HasTheColumnsOfIpvsadmFirst() => Assert.Equal(
        """
        /etc/ha.d/web.cf, running for 2h05m
        Prot LocalAddress:Port Scheduler Flags
          -> RemoteAddress:Port           Forward Weight ActiveConn InActConn  Health      For     Reason
        TCP  10.0.0.1:80 wrr persistent 300
          -> 10.0.0.2:80                  Masq    5      7          9          up          42s     HTTP 200 OK (1.5 ms)
          -> 10.0.0.3:80                  Masq    -      0          0          down        3m12s   connection refused (0.2 ms)
          -> 127.0.0.1:80                 Route   -      0          0          fallback    4d03h   put in while no real server is up

        """,
        StatusTable.Render(StatusReport.Of(Snapshot()), s_now, colour: false));

    [Fact]
    public void DryRunAndWhatIsNotInTheTable_AreSaid()
    {
        var snapshot = Snapshot() with { DryRun = true };
        snapshot = snapshot with { Services = [snapshot.Services[0] with { InTable = false }] };
        var text = StatusTable.Render(StatusReport.Of(snapshot), s_now, colour: false);
        Assert.Contains(", running for 2h05m, dry run (kernel table is not modified)\n", text, StringComparison.Ordinal);
        Assert.Contains("TCP  10.0.0.1:80 wrr persistent 300 (not in the table)\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Colour_IsOnlyAroundTheHealth()
    {
        var report = StatusReport.Of(Snapshot());
        var coloured = StatusTable.Render(report, s_now, colour: true);
        Assert.Contains("\e[32mup         \e[0m", coloured, StringComparison.Ordinal);
        Assert.Contains("\e[31mdown       \e[0m", coloured, StringComparison.Ordinal);
        Assert.Equal(
            StatusTable.Render(report, s_now, colour: false),
            coloured.Replace("\e[32m", "", StringComparison.Ordinal).Replace("\e[31m", "", StringComparison.Ordinal)
                .Replace("\e[0m", "", StringComparison.Ordinal));
    }

    [Fact]
    public void LongAddresses_KeepTheColumnsStraight()
    {
        var snapshot = Snapshot();
        var service = snapshot.Services[0];
        var wide = service.Servers[0] with { EndPoint = IPEndPoint.Parse("[2001:db8:1111:2222:3333:4444:5555:6666]:65535") };
        var lines = StatusTable.Render(StatusReport.Of(snapshot
            with
        { Services = [service with { Servers = [wide, service.Servers[1]] }] }), s_now, false).Split('\n');
        Assert.Equal(lines[2].IndexOf("Forward", StringComparison.Ordinal), lines[4].IndexOf("Masq", StringComparison.Ordinal));
        Assert.Equal(lines[2].IndexOf("Forward", StringComparison.Ordinal), lines[5].IndexOf("Masq", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_IsReadBack_AndItsNamesStay()
    {
        var report = StatusReport.Of(Snapshot());
        var json = report.ToJson();
        Assert.Equal(StatusTable.Render(report, s_now, false), StatusTable.Render(StatusReport.FromJson(json), s_now, false));
        Assert.StartsWith(
            """
            {"config":"/etc/ha.d/web.cf","started":"2026-03-05T09:55:00+00:00","dryRun":false,"services":[
            {"virtual":"tcp:10.0.0.1:80","line":"TCP  10.0.0.1:80 wrr persistent 300","scheduler":"wrr","inTable":true,"servers":[
            {"real":"10.0.0.2:80","forward":"Masq","weight":5,"configuredWeight":1,"active":7,"inactive":9,
            "health":"up","code":"response_ok","reason":"HTTP 200 OK","ms":1.5,"failures":0,
            "since":"2026-03-05T11:59:18+00:00","fallback":false,"certificateExpires":"2026-04-01T00:00:00+00:00",
            "checkedAt":null,"persistent":0,"strip":"","uptime":null,"maintenance":null,"weightFile":null},
            {"real":"10.0.0.3:80","forward":"Masq","weight":null,"configuredWeight":1,"active":0,"inactive":0,
            "health":"down","code":"connect_refused","reason":"connection refused","ms":0.2,"failures":3,
            "since":"2026-03-05T11:56:48+00:00","fallback":false,"certificateExpires":null,
            """.Replace("\n", "", StringComparison.Ordinal),
            System.Text.Encoding.UTF8.GetString(json),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_AnswersOwnersOnly_AndLeavesNoSocketBehind()
    {
        var path = _folder.Write("x.sock", "left by one that was killed");
        using var stopping = new CancellationTokenSource();
        var serving = new StatusServer(new UnixListener(path), _ => Task.FromResult(Snapshot())).RunAsync(stopping.Token);
        var answer = await FetchAsync(path);
        Assert.Equal("/etc/ha.d/web.cf", StatusReport.FromJson(answer).Config);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        await stopping.CancelAsync();
        await serving.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task ClientThatGoesAway_DoesNotStopTheServer()
    {
        var path = _folder.Path("x.sock");
        using var stopping = new CancellationTokenSource();
        var serving = new StatusServer(new UnixListener(path), _ => Task.FromResult(Snapshot())).RunAsync(stopping.Token);
        using (var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            client.Connect(new UnixDomainSocketEndPoint(path));
            client.Close(0);
        }
        Assert.NotEmpty(await FetchAsync(path));
        await stopping.CancelAsync();
        await serving.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task TableThatCannotBeRead_IsAnEmptyAnswer_AndTheNextIsAnsweredAgain()
    {
        var path = _folder.Path("x.sock");
        var asked = 0;
        using var stopping = new CancellationTokenSource();
        var serving = new StatusServer(
            new UnixListener(path),
            _ => ++asked == 1 ? Task.FromException<DirectorSnapshot>(new IpvsException("out of reach")) : Task.FromResult(Snapshot()))
                .RunAsync(stopping.Token);
        Assert.Empty(await FetchAsync(path));
        Assert.NotEmpty(await FetchAsync(path));
        await stopping.CancelAsync();
        await serving.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void NameThatNoSocketCanHave_IsSaidInWords() =>
        Assert.Contains("too long", Assert.Throws<IOException>(() => StatusClient.Fetch(_folder.Path(new string('x', 200)))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void NoDaemonListening_IsNoAnswer()
    {
        Assert.Null(StatusClient.Fetch(_folder.Path("none.sock")));
        using (var gone = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            gone.Bind(new UnixDomainSocketEndPoint(_folder.Path("left.sock")));
        }
        Assert.Null(StatusClient.Fetch(_folder.Path("left.sock")));
    }

    [Fact]
    public async Task SocketThatCannotBeMade_IsSaidInWords()
    {
        var server = new StatusServer(new UnixListener(_folder.Path(new string('x', 200))), _ => Task.FromResult(Snapshot()));
        var e = await Assert.ThrowsAsync<IOException>(() => server.RunAsync(CancellationToken.None));
        Assert.StartsWith($"cannot listen on {_folder.FullName}", e.Message, StringComparison.Ordinal);
    }

    /// <summary>The server listens before its task first waits, so there is nothing to wait for here but the answer.</summary>
    private static async Task<byte[]> FetchAsync(string path) =>
        await Task.Run(() => StatusClient.Fetch(path)).WaitAsync(TimeSpan.FromSeconds(30)) ?? [];

    private static DirectorSnapshot Snapshot()
    {
        var service = new Service(ServiceId.Tcp(Sample.EndPoint(1)), "wrr", ServiceFlags.Persistent, 300);
        var (one, two) = (new Destination(Sample.EndPoint(2), ForwardingMethod.Masq, 1),
            new Destination(Sample.EndPoint(3), ForwardingMethod.Masq, 1));
        var fallback = new Destination(new IPEndPoint(IPAddress.Loopback, 80), ForwardingMethod.Gate, 1);
        return new DirectorSnapshot(
            "/etc/ha.d/web.cf",
            s_now - new TimeSpan(2, 5, 0),
            DryRun: false,
            [
                new ServiceSnapshot(service, "tcp:10.0.0.1:80", InTable: true,
                [
                    new(one.EndPoint, new DestinationEntry(one with { Weight = 5 }, 7, 9, 0, default), one, false, ReportedHealth.Up,
                        StatusCode.ResponseOk, "HTTP 200 OK", 1.5, 0, s_now - TimeSpan.FromSeconds(42),
                        new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero)),
                    new(two.EndPoint, null, two, false, ReportedHealth.Down, StatusCode.ConnectRefused, "connection refused", 0.2, 3,
                        s_now - new TimeSpan(0, 3, 12)),
                    new(fallback.EndPoint, null, fallback, true, ReportedHealth.Fallback, StatusCode.Fallback,
                        "put in while no real server is up", null, 0, s_now - new TimeSpan(4, 3, 30, 0)),
                ]),
            ]);
    }
}
