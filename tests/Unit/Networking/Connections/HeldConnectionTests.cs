using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Networking;

public class HeldConnectionTests
{
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(5);

    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(false, "closed by the server")]
    [InlineData(true, "connection reset by the server")]
    public async Task ServerCloses_TheConnectionEndsWithTheTimeItWasHeld(bool byReset, string reason)
    {
        var close = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.SendAsync("220 a greeting that nobody reads\r\n");
            await close.Task;
            if (byReset)
                peer.Reset();
        });
        var held = HoldAsync(server, default);
        await Eventually.TrueAsync(() => server.Connections == 1 && _time.ArmedTimers == 0); // open: no deadline any more
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(held.IsCompleted);

        close.SetResult();
        Assert.Equal(new HeldConnectionEnd(TimeSpan.FromMinutes(10), reason, IsOurs: false), await held.WaitAsync(Probing.Ample));
    }

    [Fact]
    public async Task Nothing_IsSent_AndStoppingClosesTheConnection()
    {
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(async peer => received.SetResult(await peer.ReceiveSomeAsync()));
        using var stop = new CancellationTokenSource();
        var held = HoldAsync(server, stop.Token);
        await Eventually.EqualAsync(1, () => server.Connections);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held.WaitAsync(Probing.Ample));
        Assert.Equal("", await received.Task.WaitAsync(Probing.Ample));
    }

    [Fact]
    public async Task ConnectionThatIsRefused_HasNeverBeenHeld()
    {
        using var refusing = ScriptedServer.Refusing(out var target);
        Assert.Equal(
            new HeldConnectionEnd(TimeSpan.Zero, "connection refused", IsOurs: false),
            await HeldConnection.HoldAsync(target, OpenTimeout, _time, CancellationToken.None).WaitAsync(Probing.Ample));
    }

    [Fact]
    public async Task RequestWithoutAnAnswer_EndsAtTheTimeout()
    {
        using var silent = new SilentListener();
        var held = HeldConnection.HoldAsync(silent.EndPoint, OpenTimeout, _time, CancellationToken.None);
        await Eventually.EqualAsync(1, () => silent.Connecting);
        _time.Advance(OpenTimeout);
        Assert.Equal(
            new HeldConnectionEnd(TimeSpan.Zero, "no answer to the connection request", IsOurs: false),
            await held.WaitAsync(Probing.Ample));
    }

    private Task<HeldConnectionEnd> HoldAsync(ScriptedServer server, CancellationToken stopping) =>
        HeldConnection.HoldAsync(server.EndPoint, OpenTimeout, _time, stopping);
}
