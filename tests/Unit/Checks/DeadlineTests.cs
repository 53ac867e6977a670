using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.Tests.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>
/// Whatever the service, a server that accepts and never answers is down at the deadline: the real clock, every service that the file can
/// name.
/// </summary>
public class DeadlineTests
{
    private const string Login = "|login=\"u\"|passwd=\"p\"|database=\"d\"|request=\"SELECT 1\"";

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(0.3);

    /// <summary>Only what hangs for good is later than this; the bench has the figures.</summary>
    private static readonly TimeSpan s_muchLater = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("service=http")]
    [InlineData("service=https")]
    [InlineData("service=http_proxy|request=\"http://www.example.test/\"")]
    [InlineData("service=simpletcp|request=\"PING\"|receive=\"PONG\"")]
    [InlineData("service=dns|request=\"www.example.test\"")]
    [InlineData("service=ftp")]
    [InlineData("service=imap" + Login)]
    [InlineData("service=imaps" + Login)]
    [InlineData("service=imap|starttls=yes" + Login)]
    [InlineData("service=ldap|request=\"dc=test\"")]
    [InlineData("service=ldaps|request=\"dc=test\"")]
    [InlineData("service=mysql" + Login)]
    [InlineData("service=nntp")]
    [InlineData("service=pgsql" + Login)]
    [InlineData("service=pop" + Login)]
    [InlineData("service=pops" + Login)]
    [InlineData("service=sip")]
    [InlineData("service=smtp")]
    [InlineData("service=submission" + Login)]
    [InlineData("checktype=connect,negotiate|service=smtp")]
    public async Task SilentServer_IsDownAtTheDeadline(string section)
    {
        await using var server = new ScriptedServer(peer => peer.HangAsync());

        await AssertInTimeAsync(section, server.EndPoint.Port);
    }

    [Theory]
    [InlineData("service=dns|protocol=udp|request=\"www.example.test\"")]
    [InlineData("service=sip|protocol=udp")]
    [InlineData("service=radius|protocol=udp|login=\"u\"|passwd=\"p\"|secret=\"s\"")]
    [InlineData("service=simpleudp|protocol=udp|request=\"PING\"|receive=\"PONG\"")]
    public async Task SilentDatagramServer_IsDownAtTheDeadline(string section)
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));

        await AssertInTimeAsync(section, ((IPEndPoint)server.Client.LocalEndPoint!).Port);
    }

    private static async Task AssertInTimeAsync(string section, int port)
    {
        var check = Reading.Server($"real=127.0.0.1:{port} masq|{section}").Check with { Timeout = s_deadline };
        var start = Stopwatch.GetTimestamp();

        var result = await Probing.RunAsync(check);

        var took = Stopwatch.GetElapsedTime(start);
        Assert.Equal(CheckStatus.TimedOut, result.Status);
        Assert.EndsWith(" within 0.3 s", result.Detail, StringComparison.Ordinal);
        Assert.InRange(took, s_deadline * 0.9, s_muchLater);
    }
}
