using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Tests.Networking;

public class OutputDropTests
{
    [Fact]
    public void FirstPacketOfAConnection_IsASynWithAWrongChecksum()
    {
        var packet = new byte[20];
        OutputDrop.Write(packet, 1023, 80, udp: false);
        Assert.Equal("03FF0050000000000000000050020000BAD10000", Convert.ToHexString(packet));
    }

    [Fact]
    public void Datagram_IsEmptyAndHasAWrongChecksum()
    {
        var packet = new byte[8];
        OutputDrop.Write(packet, 1023, 53, udp: true);
        Assert.Equal("03FF00350008BAD1", Convert.ToHexString(packet));
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", false)]
    [InlineData("::1", true)]
    public void PacketThatNoRuleDrops_IsSent_AndWithoutTheRightThatIsSaid(string address, bool udp)
    {
        var target = new IPEndPoint(IPAddress.Parse(address), 9);
        var path = new SocketPath { Source = target.Address };
        if (Environment.IsPrivilegedProcess)
            Assert.False(OutputDrop.Of(target, path, 1, udp));
        else
            Assert.Contains("CAP_NET_RAW", Assert.ThrowsAny<IOException>(() => OutputDrop.Of(target, path, 1, udp)).Message,
                StringComparison.Ordinal);
    }
}
