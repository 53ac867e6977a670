using System.Net;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class LdapCheckTests
{
    private const string Dn = "dc=example,dc=test";

    [Fact]
    public void Requests_AreWhatTheRfcSays()
    {
        Assert.Equal("30160201016011020103040A636E3D752C64633D65788000", Convert.ToHexString(LdapMessage.Bind(1, "cn=u,dc=ex", "")));
        Assert.Equal("30050201024200", Convert.ToHexString(LdapMessage.Unbind(2)));
        Assert.Equal(
            "301D02010377188016312E332E362E312E342E312E313436362E3230303337", Convert.ToHexString(LdapMessage.StartTls(3)));
        Assert.Equal(
            "302E0201026329040464633D780A01000A0100020100020100010100870B6F626A656374436C617373" + "3005" + "0403312E31",
            Convert.ToHexString(LdapMessage.Search(2, "dc=x")));
    }

    [Fact]
    public async Task HealthyServer_IsUp_HoweverFragmented()
    {
        foreach (var pieces in new Func<string, IEnumerable<string>>[] { text => [text], text => text.Select(c => $"{c}"),
            text => text.Chunk(3).Select(c => new string(c)) })
        {
            await using var server = Server(async peer =>
            {
                await peer.ReceiveSomeAsync();
                await peer.SendPiecesAsync(pieces(Result(1, Bind, 0)));
                await peer.ReceiveSomeAsync();
                await peer.SendPiecesAsync(pieces(Entry(2, Dn) + Result(2, Done, 0)));
                await peer.HangAsync();
            });

            Assert.Equal(Outcome.Passed($"found \"{Dn}\""), await Probing.RunAsync(Check(server.EndPoint)));
        }
    }

    [Fact]
    public async Task EverythingInOnePacket_AndLongFormLengths_AreUp()
    {
        await using var server = Server(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.SendAsync(Result(1, Bind, 0) + LongForm(Entry(2, Dn)) + Reference(2) + LongForm(Result(2, Done, 0)));
            await peer.HangAsync();
        });

        Assert.Equal(Outcome.Passed($"found \"{Dn}\""), await Probing.RunAsync(Check(server.EndPoint)));
    }

    [Theory]
    [InlineData("cn=u", "p", "cn=u", "p")]
    [InlineData("cn=u", "", "", "")]
    [InlineData("", "", "", "")]
    public async Task Login_IsOnlyOneWithAPassword(string login, string password, string sentLogin, string sentPassword)
    {
        await using var server = Server(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.SendAsync(Result(1, Bind, 0));
            await peer.ReceiveSomeAsync();
            await peer.SendAsync(Entry(2, Dn) + Result(2, Done, 0));
            await peer.HangAsync();
        });

        await Probing.RunAsync(Check(server.EndPoint) with { Login = login, Password = password });

        Assert.Equal(Encoding.Latin1.GetString(LdapMessage.Bind(1, sentLogin, sentPassword)), server.Requests.First());
    }

    [Theory]
    [InlineData(49, "", "LDAP bind was refused: invalidCredentials (49)")]
    [InlineData(48, "anonymous bind disallowed", "LDAP bind was refused: inappropriateAuthentication (48): anonymous bind disallowed")]
    [InlineData(49, "no such password: geheim", "LDAP bind was refused: invalidCredentials (49): no such password: ***")]
    [InlineData(200, "", "LDAP bind was refused: result code 200")]
    public async Task RefusedBind_IsDown(int code, string said, string reason)
    {
        await using var server = Answering(Result(1, Bind, code, said));

        Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint)));
    }

    [Theory]
    [InlineData(0, 0, "LDAP search for \"dc=example,dc=test\" found no entry")]
    [InlineData(0, 32, "LDAP search for \"dc=example,dc=test\" failed: noSuchObject (32)")]
    [InlineData(1, 51, "LDAP search for \"dc=example,dc=test\" failed: busy (51)")]
    [InlineData(1, 52, "LDAP search for \"dc=example,dc=test\" failed: unavailable (52)")]
    [InlineData(0, 10, "LDAP search for \"dc=example,dc=test\" failed: referral (10)")]
    [InlineData(2, 0, "LDAP search for \"dc=example,dc=test\" gave more than one entry")]
    public async Task SearchThatDoesNotGiveTheOneEntry_IsDown(int entries, int code, string reason)
    {
        await using var server = Answering(Result(1, Bind, 0) + string.Concat(Enumerable.Repeat(Entry(2, Dn), entries))
            + Result(2, Done, code));

        Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint)));
    }

    [Fact]
    public async Task OtherDn_IsDown()
    {
        await using var server = Answering(Result(1, Bind, 0) + Entry(2, "dc=other") + Result(2, Done, 0));

        Assert.Equal(
            Outcome.Bad("\"dc=other\" found, but the entry's DN does not match /^dc=example/"),
            await Probing.RunAsync(Check(server.EndPoint) with { Expected = new("^dc=example") }));
    }

    [Fact]
    public async Task RootEntry_HasNoDn()
    {
        await using var server = Answering(Result(1, Bind, 0) + Entry(2, "") + Result(2, Done, 0));

        Assert.Equal(Outcome.Passed("found the root entry"), await Probing.RunAsync(Check(server.EndPoint) with { Base = "" }));
    }

    public static TheoryData<string, string> Nonsense => new()
    {
        { "HTTP/1.1 400 Bad Request\r\n\r\n", "connected, but the answer is not LDAP" },
        { "* OK IMAP4rev1\r\n", "connected, but the answer is not LDAP" },
        { "0\u0080\u0002\u0001\u0001\0\0", "connected, but the answer is not LDAP" }, // a length without end
        { "0\u0085\u0001\u0001\u0001\u0001\u0001", "connected, but the answer is not LDAP" },
        { "0\u0003\u0002\u0001\u0001", "connected, but the answer is not LDAP" },
        { "0\u0005\u0002\u0001\u0001\u0004\0", "connected, but the answer is not LDAP" },
        { "0\u0084\u0000\u0010\u0000\u0001", "the server sent more than 1024 KB" },
        { "0\u0084\u007F\u00FF\u00FF\u00FF", "the server sent more than 1024 KB" },
        { "0\u0084\u00FF\u00FF\u00FF\u00FF", "the server sent more than 1024 KB" },
        { Result(7, Bind, 0), "the answer to the bind belongs to another request" },
        { Result(1, Done, 0), "the answer to the bind belongs to another request" },
        { Entry(1, Dn), "the answer to the bind belongs to another request" },
        { Result(0, Extended, 52, "shutting down"),
            "the server ends the connection instead of answering the bind: unavailable (52): shutting down" },
        { "", "connected, but the connection was closed instead of an answer to the bind" },
        { Result(1, Bind, 0)[..9], "connected, but the connection was closed instead of an answer to the bind" },
        { Result(1, Bind, 0), "connected, but the connection was closed instead of an answer to the search" },
        { Result(1, Bind, 0) + Entry(2, Dn), "connected, but the connection was closed instead of an answer to the search" },
    };

    [Theory, MemberData(nameof(Nonsense))]
    public async Task WhatIsNoAnswer_IsDown(string answer, string reason)
    {
        await using var server = Server(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.SendAsync(answer);
            peer.ShutDown();
            await peer.HangAsync();
        });

        Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint)));
    }

    [Fact]
    public async Task EveryByteWrong_IsAVerdict()
    {
        var whole = Result(1, Bind, 0, "x") + Entry(2, Dn) + Result(2, Done, 0);
        foreach (var at in Enumerable.Range(0, whole.Length))
        {
            await using var server = Server(async peer =>
            {
                await peer.ReceiveSomeAsync();
                await peer.SendAsync($"{whole[..at]}{(char)(whole[at] ^ 0xFF)}{whole[(at + 1)..]}");
                peer.ShutDown();
                await peer.HangAsync();
            });

            Assert.Contains((await Probing.RunAsync(Check(server.EndPoint))).Status, new[] { CheckStatus.BadResponse, CheckStatus.Passed });
        }
    }

    [Fact]
    public async Task EndlessEntries_AreDown()
    {
        await using var server = Server(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.SendAsync(Result(1, Bind, 0));
            while (true)
                await peer.SendAsync(string.Concat(Enumerable.Repeat(Reference(2), 100)));
        });

        Assert.Equal(Outcome.Bad("the server sent more than 1024 KB"), await Probing.RunAsync(Check(server.EndPoint)));
    }

    [Theory]
    [InlineData("", "connected, but an answer to the bind did not come within 30 s")]
    [InlineData("bind", "connected, but an answer to the search did not come within 30 s")]
    [InlineData("bind and entry", "connected, but an answer to the search did not come within 30 s")]
    public async Task Silence_IsDownAtTheDeadline(string until, string reason)
    {
        var silent = new TaskCompletionSource();
        await using var server = Server(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.SendAsync(until.Length > 0 ? Result(1, Bind, 0) : "");
            if (until.Length > 0)
                await peer.ReceiveSomeAsync();
            await peer.SendAsync(until.Length > 4 ? Entry(2, Dn) : "");
            silent.SetResult();
            await peer.HangAsync();
        });

        Assert.Equal(new(CheckStatus.TimedOut, reason),
            await Probing.RunPastDeadlineAsync(Check(server.EndPoint), () => silent.Task.IsCompleted));
    }

    [Fact]
    public async Task DroppedConnectionRequest_IsDownAtTheDeadline()
    {
        using var silent = new SilentListener();

        var result = await Probing.RunPastDeadlineAsync(Check(silent.EndPoint), () => silent.Connecting > 0);

        Assert.Equal(new(CheckStatus.TimedOut, "no answer to the connection request within 30 s"), result);
    }

    [Theory]
    [InlineData(2, "LDAP StartTLS was refused: protocolError (2)")]
    [InlineData(0, "connected, but TLS was not agreed on: the server closed the connection")]
    public async Task StartTlsThatIsNone_IsDown(int code, string reason)
    {
        await using var server = Answering(Result(1, Extended, code));

        Assert.Equal(reason, (await Probing.RunAsync(Check(server.EndPoint) with { Tls = new(TlsStart.OnCommand) })).Detail);
    }

    [Fact]
    public async Task WordsInTheClearAfterStartTls_AreNotTaken()
    {
        await using var server = Answering(Result(1, Extended, 0) + Result(2, Bind, 0));

        Assert.Equal(
            new Outcome(CheckStatus.TlsFailed, "the server sent unencrypted data after accepting STARTTLS"),
            await Probing.RunAsync(Check(server.EndPoint) with { Tls = new(TlsStart.OnCommand) }));
    }

    public static TheoryData<string> Forms => Echo.Forms;

    [Theory, MemberData(nameof(Forms))]
    public async Task PasswordThatTheServerSaysBack_IsNotShown(string form)
    {
        await using var bind = Answering(Result(1, Bind, 49, $"no {form} here"));
        await using var entry = Answering(Result(1, Bind, 0) + Entry(2, $"no {form} here") + Result(2, Done, 0));

        Echo.AssertHidden(await Probing.RunAsync(Check(bind.EndPoint) with { Password = Echo.Password }), form);
        Assert.DoesNotContain(form[..6], (await Probing.RunAsync(Check(entry.EndPoint) with { Password = Echo.Password })).Detail,
            StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Password_IsNotShown() => Assert.Equal($"ldap 127.0.0.1:389 {Dn}", Check(new(IPAddress.Loopback, 389)).ToString());

    private const int Bind = 1;
    private const int Done = 5;
    private const int Extended = 24;

    private static LdapCheck Check(IPEndPoint target) =>
        new(target, TimeSpan.FromSeconds(30), TlsSettings.None, "cn=u", "geheim", Dn, new(""));

    private static ScriptedServer Server(Func<ScriptedServer.Peer, Task> script) => new(script);

    private static ScriptedServer Answering(string answers) => new(async peer =>
    {
        await peer.ReceiveSomeAsync();
        await peer.SendAsync(answers);
        peer.ShutDown();
        await peer.HangAsync();
    });

    private static string Result(int id, int kind, int code, string said = "") =>
        Message(id, Tlv(0x60 | kind, Tlv(0x0A, code < 128 ? $"{(char)code}" : $"\0{(char)code}") + Tlv(4, "") + Tlv(4, said)));

    private static string Entry(int id, string dn) => Message(id, Tlv(0x64, Tlv(4, dn) + Tlv(0x30, "")));

    private static string Reference(int id) => Message(id, Tlv(0x73, Tlv(4, "ldap://elsewhere/")));

    private static string Message(int id, string operation) => Tlv(0x30, Tlv(2, $"{(char)id}") + operation);

    private static string Tlv(int tag, string value) => $"{(char)tag}{(char)value.Length}{value}";

    private static string LongForm(string message) => $"0\u0084\0\0\0{message[1..]}";
}
