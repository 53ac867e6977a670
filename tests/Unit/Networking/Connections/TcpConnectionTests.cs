
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Networking;

/// <summary>TCP on the reactor, used from other threads, as TLS does.</summary>
public class TcpConnectionTests
{
    private const int Users = 32;
    private const int Exchanges = 200;

    [Fact]
    public async Task ExchangesFromOtherThreads_MissNoAnswer()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            while (await peer.ReceiveSomeAsync() is { Length: > 0 } some)
                await peer.SendAsync(some);
        });
        using var deadline = new CancellationTokenSource(Probing.Ample);

        await Task.WhenAll(Enumerable.Range(0, Users).Select(_ => Task.Run(async () =>
        {
            using var connection = await Connection.ConnectAsync(server.EndPoint, deadline.Token);
            var buffer = new byte[1];
            for (var i = 0; i < Exchanges; i++)
            {
                await Task.Yield(); // to the pool, away from the reactor
                await connection.SendAsync(new[] { (byte)i });
                await Task.Yield();
                Assert.Equal((1, (byte)i), (await connection.ReceiveAsync(buffer), buffer[0]));
            }
        })));
    }
}
