using System.Net;
using Ldirectord.Doctor;

namespace Ldirectord.Tests.Doctor;

/// <summary>/proc/net/tcp and its kin.</summary>
public class ListenerTests
{
    private const string Tcp = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0A00000A:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
           1: 00000000:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
           2: 0A00000A:9999 0B00000A:0050 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
           3: broken
        """;

    private const string Tcp6 = """
          sl  local_address                         remote_address                        st
           0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0
           1: B80D0120000000000000000001000000:0051 00000000000000000000000000000000:0000 0A 0
           2: 0000000000000000FFFF00000A00000A:0052 00000000000000000000000000000000:0000 0A 0
        """;

    [Fact]
    public void WaitingSockets_AreRead()
    {
        Assert.Equal(["10.0.0.10:80", "0.0.0.0:443"], Listener.Read(Tcp, "tcp").Select(one => one.EndPoint.ToString()));
        Assert.Equal(
            ["[::]:8080", "[2001:db8::1]:81", "10.0.0.10:82"], Listener.Read(Tcp6, "tcp").Select(one => one.EndPoint.ToString()));
    }

    [Theory]
    [InlineData("10.0.0.10:80", "10.0.0.10", 80, true)]
    [InlineData("10.0.0.10:80", "10.0.0.11", 80, false)]
    [InlineData("10.0.0.10:80", "10.0.0.10", 81, false)]
    [InlineData("0.0.0.0:80", "10.0.0.11", 80, true)]
    [InlineData("0.0.0.0:80", "2001:db8::1", 80, false)]
    [InlineData("[::]:80", "10.0.0.11", 80, true)]
    public void Listener_TakesWhatItsAddressTakes(string listener, string address, int port, bool expected)
    {
        var one = new Listener("tcp", IPEndPoint.Parse(listener));
        Assert.Equal(expected, one.Takes("tcp", IPAddress.Parse(address), port));
        Assert.False(one.Takes("udp", IPAddress.Parse(address), port));
    }
}
