using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Networking;

public class SocketPathTests
{
    [Fact]
    public async Task SourceWithPorts_IsSeenByTheServer_AndPortsTakeTurns()
    {
        var source = IPAddress.Parse("127.0.3.7");
        await using var server = new ScriptedServer(_ => Task.CompletedTask);
        var path = new SocketPath { Source = source, Ports = new SourcePorts(20480) };
        var seen = new List<IPEndPoint>();
        for (var i = 0; i < 4; i++)
        {
            var (connection, failure) = await TcpConnection.TryConnectAsync(
                new ConnectTarget(server.EndPoint, path), CancellationToken.None);
            Assert.Null(failure);
            seen.Add(connection!.Local);
            connection.Dispose();
        }

        Assert.All(seen, local => Assert.Equal(source, local.Address));
        Assert.Equal([20481, 20480, 20481, 20480], seen.Select(local => local.Port));
    }

    [Fact]
    public async Task DatagramsWithPorts_AlwaysComeFromTheFirst()
    {
        var path = new SocketPath { Source = IPAddress.Parse("127.0.3.8"), Ports = new SourcePorts(20490) };
        for (var i = 0; i < 2; i++)
        {
            using var exchange = await UdpExchange.OpenAsync(
                new ConnectTarget(new IPEndPoint(IPAddress.Loopback, 9), path), CancellationToken.None);
            Assert.Equal(new IPEndPoint(IPAddress.Parse("127.0.3.8"), 20490), exchange.Local);
        }
    }

    [Fact]
    public async Task AddressOrDeviceThatThisMachineDoesNotHave_IsNoFailureOfTheServer()
    {
        foreach (var path in new[] { new SocketPath { Source = IPAddress.Parse("192.0.2.1") }, new SocketPath { Device = "nosuchdevice" } })
        {
            var failure = await Assert.ThrowsAsync<IoFailureException>(async () =>
                await TcpConnection.TryConnectAsync(
                    new ConnectTarget(new IPEndPoint(IPAddress.Loopback, 9), path), CancellationToken.None));
            Assert.Equal(IoFailure.Unfit, failure.Failure);
            Assert.Equal(StatusCode.LocalUnfit, CheckResult.Of(failure).Code);
        }
    }

    [Fact]
    public void DeviceOfARoute_IsThatOfTheLongestPrefix()
    {
        string[] lines =
        [
            "eth0\t00000000\t0100010A\t0003\t0\t0\t0\t00000000\t0\t0\t0",
            "eth1\t0000020A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
            "eth2\t0000020A\t00000000\t0001\t0\t0\t5\t00FFFFFF\t0\t0\t0",
        ];
        Assert.Equal("eth1", RouteDevice.Find(IPAddress.Parse("10.2.0.11"), lines));
        Assert.Equal("eth0", RouteDevice.Find(IPAddress.Parse("10.3.0.11"), lines));
        Assert.Null(RouteDevice.Find(IPAddress.Parse("10.3.0.11"), lines[1..]));
    }
}
