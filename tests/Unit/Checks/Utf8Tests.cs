using System.Text;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;
using Ldirectord.Text;

namespace Ldirectord.Tests.Checks;

/// <summary>Text that is not ASCII: matched and sent byte by byte, shown as the UTF-8 that it is.</summary>
public class Utf8Tests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("größer 検査", "größer 検査")]
    [InlineData("\e]0;x\a\u202E", @"\x1B]0;x\x07\xE2\x80\xAE")]
    public async Task WhatAServerSays_IsShownAsUtf8(string said, string shown)
    {
        await using var http = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 500 {said}\r\nContent-Length: 0\r\n\r\n"));
        });
        await using var smtp = ScriptedLineServer.Saying($"554 {Latin1.FromText(said)}\r\n", null);

        Assert.Equal(Outcome.Bad($"HTTP 500 {shown}"), await Probing.RunAsync(Http(http)));
        Assert.Equal(
            Outcome.Bad($"the SMTP greeting is a refusal: 554 {shown}"),
            await Probing.RunAsync(new SmtpCheck(smtp.EndPoint, s_timeout, false, TlsSettings.None, "", "")));
    }

    [Fact]
    public async Task WhatAServerSaysInLatin1_IsShownAsItsBytes()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync("HTTP/1.1 500 gr\u00F6\u00DFer\r\nContent-Length: 0\r\n\r\n");
        });

        Assert.Equal(Outcome.Bad(@"HTTP 500 gr\xF6\xDFer"), await Probing.RunAsync(Http(server)));
    }

    [Theory]
    [InlineData("検査", "検", true)]
    [InlineData("検査", "^..$", false)] // bytes, not characters: as in the original
    [InlineData("検査", "^.{6}$", true)]
    [InlineData("caf\u00E9", "é", true)]
    public async Task RequestAndReceive_AreTheBytesOfTheFile(string text, string receive, bool isUp)
    {
        var bytes = Latin1.FromText(text);
        await using var server = new ScriptedServer(async peer => await peer.SendAsync(await peer.ReceiveSomeAsync()));
        var check = new SimpleTcpCheck(server.EndPoint, s_timeout, bytes, new(Latin1.FromText(receive)));

        var result = await Probing.RunAsync(check);

        Assert.Equal(isUp, result.IsUp);
        Assert.Equal(bytes, server.Requests.Single());
        if (!isUp)
            Assert.Contains("/^..$/", result.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/gr\u00C3\u00BCn?a b", "/gr%C3%BCn?a%20b")]
    [InlineData("/gr\u00FCn", "/gr%FCn")]
    public async Task UrlOfARedirectOrAProxyRequest_IsAskedByItsBytes(string location, string asked)
    {
        await using var server = new ScriptedServer(async peer => await peer.SendAsync(
            (await peer.ReceiveRequestAsync()).StartsWith("GET / ", StringComparison.Ordinal)
                ? $"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));

        await Probing.RunAsync(Http(server));
        await Probing.RunAsync(
            new HttpProxyCheck(server.EndPoint, s_timeout, TlsSettings.None, HttpSettings.Default,
                $"http://\u00C3\u00BC:p\u00C3\u00BC@host{location}", new("")));

        Assert.Equal([$"GET {asked} HTTP/1.1", $"GET http://host{asked} HTTP/1.1"],
            server.Requests.Skip(1).Select(request => request.Split('\r')[0]));
        Assert.Contains($"Authorization: Basic {Convert.ToBase64String("ü:pü"u8)}\r\n", server.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PatternInAReason_IsShownAsUtf8()
    {
        await using var server = new ScriptedServer(async peer => await peer.SendAsync(await peer.ReceiveSomeAsync()));

        var result = await Probing.RunAsync(new SimpleTcpCheck(server.EndPoint, s_timeout, "x", new(Latin1.FromText("検査\\d"))));

        Assert.Contains(@"/検査\d/", result.Detail, StringComparison.Ordinal);
    }

    private static HttpCheck Http(ScriptedServer server) =>
        new(server.EndPoint, s_timeout, TlsSettings.None, HttpSettings.Default, "host", "/", new(""));
}
