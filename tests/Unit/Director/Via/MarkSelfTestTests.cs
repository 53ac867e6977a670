using System.Net;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public sealed class MarkSelfTestTests
{
    private const uint Mark = 1279524864;
    private static readonly SocketPath s_way =
        new() { Source = IPAddress.Parse("10.2.0.1"), Mark = 1279524865, Ports = new SourcePorts(20480) };

    private readonly ManualTime _time = new();
    private readonly List<(SocketPath Way, int Port)> _sent = [];

    /// <summary>Of the packets to come, in turn; then all are dropped.</summary>
    private readonly Queue<bool> _drops = [];

    [Fact]
    public void DroppedPacket_IsThePass_FromAnyPrivilegedPortWithTheSelfTestsMark()
    {
        Assert.True(Passes(new MarkSelfTest(_time, IsDropped)));
        var (way, port) = Assert.Single(_sent);
        Assert.Equal(s_way with { Mark = Mark, Ports = null }, way);
        Assert.InRange(port, 1, 1023);
    }

    [Fact]
    public void PortsOfConnectionsThatIpvsStillHas_AreNoFailure()
    {
        Drop(Enumerable.Repeat(false, MarkSelfTest.Attempts - 1));
        Assert.True(Passes(new MarkSelfTest(_time, IsDropped)));
        Assert.Equal(MarkSelfTest.Attempts, _sent.Count);
    }

    [Fact]
    public void LostMarks_SendOnePacketInEachPause_HoweverManyChecksAsk_AndAreFoundByIt()
    {
        var test = new MarkSelfTest(_time, IsDropped);
        Drop(Enumerable.Repeat(false, MarkSelfTest.Attempts + 1));
        Assert.False(Passes(test));
        for (var n = 0; n < 1000; n++)
            Assert.False(Passes(test));
        Assert.Equal(MarkSelfTest.Attempts, _sent.Count);
        _time.Advance(MarkSelfTest.Pause);
        Assert.False(Passes(test));
        Assert.False(Passes(test));
        Assert.Equal(MarkSelfTest.Attempts + 1, _sent.Count);
        _time.Advance(MarkSelfTest.Pause);
        Assert.True(Passes(test));
        Assert.True(Passes(test));
        Assert.Equal(MarkSelfTest.Attempts + 3, _sent.Count);
    }

    [Fact]
    public void MarksThatOneWayLoses_AreAskedForOnAnother()
    {
        var test = new MarkSelfTest(_time, IsDropped);
        Drop(Enumerable.Repeat(false, MarkSelfTest.Attempts));
        Assert.False(Passes(test));
        Assert.True(test.Passes(Check("10.1.0.101:80"), s_way, Mark));
        Assert.True(test.Passes(Check("10.1.0.100:80"), s_way with { Device = "eth1" }, Mark));
        Assert.False(Passes(test));
    }

    private static bool Passes(MarkSelfTest test) => test.Passes(Check("10.1.0.100:80"), s_way, Mark);

    private static ConnectCheck Check(string target) => new(EndPoint(target), CheckTimeout);

    private void Drop(IEnumerable<bool> drops)
    {
        foreach (var isDropped in drops)
            _drops.Enqueue(isDropped);
    }

    private bool IsDropped(Check check, SocketPath way, int port)
    {
        _sent.Add((way, port));
        return !_drops.TryDequeue(out var isDropped) || isDropped;
    }
}
