using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>service=mysql against servers that no real one is like; the protocol is that of mariadbd.</summary>
public class MysqlCheckTests
{
    private const string Greeting =
        "\n5.5.5-10.11.19\0" + "\u0001\0\0\0" + "abcdefgh\0" + "\u00fe\u00f7" + "\u0008" + "\u0002\0" + "\u00ff\u0081" + "\u0015"
        + "\0\0\0\0\0\0\0\0\0\0" + "ijklmnopqrst\0" + "mysql_native_password\0";

    private const string Ok = "\0\0\0\u0002\0\0\0";

    // One column, its description, the end of the descriptions, a row, the end of the rows.
    private static readonly string[] s_row =
        ["\u0001", "\u0003def\0\0\0\u0001a\0\u000c\u0008\0\u0001\0\0\0\u00fd\0\0\0\0\0", "\u00fe\0\0\u0002\0", "\u00011",
            "\u00fe\0\0\u0002\0"];

    private static string LoggedIn => Packet(2, Ok);

    private static string Row => string.Concat(s_row.Select((packet, index) => Packet(index + 1, packet)));

    [Fact]
    public async Task HealthyServer_IsUp_HoweverFragmented()
    {
        foreach (var cut in new Func<string, IEnumerable<string>>[] { text => [text], text => text.Select(c => $"{c}"),
            text => text.Chunk(3).Select(c => new string(c)) })
        {
            await using var server = new ScriptedServer(async peer =>
            {
                await peer.SendPiecesAsync(cut(Packet(0, Greeting)));
                await peer.ReceiveSomeAsync();
                await peer.SendPiecesAsync(cut(LoggedIn));
                await peer.ReceiveSomeAsync();
                await peer.SendPiecesAsync(cut(Row));
                await peer.HangAsync();
            });

            Assert.Equal(Outcome.Passed("the query gave \"1\""), await Probing.RunAsync(Check(server.EndPoint)));
        }
    }

    [Theory]
    [InlineData(0, "connected, but the login did not end within 30 s")]
    [InlineData(1, "connected, but the login did not end within 30 s")]
    [InlineData(2, "logged in, but the answer to the query did not come within 30 s")]
    [InlineData(3, "logged in, but the answer to the query did not come within 30 s")]
    public async Task Silence_IsDownAtTheDeadline(int steps, string reason)
    {
        var silent = new TaskCompletionSource();
        await using var server = new ScriptedServer(async peer =>
        {
            await SayAsync(peer, steps);
            silent.SetResult();
            await peer.HangAsync();
        });

        Assert.Equal(new(CheckStatus.TimedOut, reason),
            await Probing.RunPastDeadlineAsync(Check(server.EndPoint), () => silent.Task.IsCompleted));
    }

    [Fact]
    public async Task SilenceInsteadOfTls_IsDownAtTheDeadline()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.SendAsync(Packet(0, Greeting.Replace("\u00fe\u00f7", "\u00fe\u00ff", StringComparison.Ordinal)));
            await peer.ReceiveSomeAsync();
            await peer.HangAsync();
        });

        var result = await Probing.RunPastDeadlineAsync(Check(server.EndPoint) with { Tls = new(TlsStart.OnCommand) },
            () => !server.Requests.IsEmpty);

        Assert.Equal(new(CheckStatus.TimedOut, "connected, but the login did not end within 30 s"), result);
    }

    [Fact]
    public async Task DroppedConnectionRequest_IsDownAtTheDeadline()
    {
        using var silent = new SilentListener();

        Assert.Equal(
            new(CheckStatus.TimedOut, "no answer to the connection request within 30 s"),
            await Probing.RunPastDeadlineAsync(Check(silent.EndPoint), () => silent.Connecting > 0));
    }

    [Fact]
    public async Task RowsWithoutAnEnd_AreDownAtTheDeadline()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await SayAsync(peer, 2);
            foreach (var description in s_row[..3].Select((packet, index) => Packet(index + 1, packet)))
                await peer.SendAsync(description);
            for (var number = 4; number < 10; number++)
                await peer.SendAsync(Packet(number, "\u00011"));
            await peer.HangAsync();
        });

        var result = await Probing.RunPastDeadlineAsync(Check(server.EndPoint), () => server.Requests.Count == 2);

        Assert.Equal(CheckStatus.TimedOut, result.Status);
    }

    [Theory]
    [InlineData(0, "connected, but the server closed the connection")]
    [InlineData(1, "connected, but the server closed the connection")]
    [InlineData(2, "logged in, but the server closed the connection, or its answer has a row over 1 MB")]
    [InlineData(3, "logged in, but the server closed the connection, or its answer has a row over 1 MB")]
    public async Task EarlyClose_IsDown(int steps, string reason)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await SayAsync(peer, steps);
            peer.ShutDown();
            await peer.HangAsync();
        });

        Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint)));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("* OK IMAP4rev1\r\n")]
    [InlineData("220 mail.example ESMTP\r\n")]
    public async Task AnotherProtocol_IsDown(string greeting)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.SendAsync(greeting);
            peer.ShutDown();
            await peer.HangAsync();
        });

        Assert.Equal(CheckStatus.BadResponse, (await Probing.RunAsync(Check(server.EndPoint))).Status);
    }

    [Fact]
    public async Task EveryByteWrong_IsAVerdict()
    {
        var steps = new[] { Packet(0, Greeting), LoggedIn, Row };
        foreach (var step in Enumerable.Range(0, steps.Length))
        {
            foreach (var at in Enumerable.Range(0, steps[step].Length))
            {
                await using var server = new ScriptedServer(async peer =>
                {
                    await SayAsync(peer, step);
                    await peer.SendAsync($"{steps[step][..at]}{(char)(steps[step][at] ^ 0x55)}{steps[step][(at + 1)..]}");
                    peer.ShutDown();
                    await peer.HangAsync();
                });

                var result = await Probing.RunAsync(Check(server.EndPoint));
                Assert.True(result.Status is CheckStatus.BadResponse or CheckStatus.Passed or CheckStatus.TlsFailed or CheckStatus.Error,
                    $"{step} {at}: {result}");
            }
        }
    }

    [Fact]
    public async Task FileThatTheServerAsksFor_IsNotSent()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await SayAsync(peer, 2);
            await peer.SendAsync(Packet(1, "\u00fb/etc/hostname")); // LOCAL INFILE
            await peer.ReceiveSomeAsync();
            peer.ShutDown();
            await peer.HangAsync();
        });

        var result = await Probing.RunAsync(Check(server.EndPoint));

        Assert.Equal(CheckStatus.BadResponse, result.Status);
        Assert.DoesNotContain(server.Requests, request => request.Contains(Environment.MachineName, StringComparison.Ordinal));
    }

    public static TheoryData<string> Forms => Echo.Forms;

    [Theory, MemberData(nameof(Forms))]
    public async Task PasswordThatTheServerSaysBack_IsNotShown(string form)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await SayAsync(peer, 1);
            await peer.SendAsync(Packet(2, $"\u00ff\u0015\u0004#28000no {form} here"));
            await peer.HangAsync();
        });

        Echo.AssertHidden(await Probing.RunAsync(Check(server.EndPoint) with { Password = Echo.Password }), form);
    }

    [Theory]
    [InlineData("", "select 1")]
    [InlineData("u", "")]
    public async Task WhatIsNotSet_IsSaid(string login, string query) =>
        Assert.Equal(
            new(CheckStatus.Error, "service=mysql needs login and request: a query, as \"SELECT 1\""),
            await Probing.RunAsync(Check(new(IPAddress.Loopback, 1)) with { Login = login, Query = query }));

    [Fact]
    public void Password_IsNotShown() => Assert.Equal("mysql 127.0.0.1:3306 d", Check(new(IPAddress.Loopback, 3306)).ToString());

    private static MysqlCheck Check(IPEndPoint target) =>
        new(target, TimeSpan.FromSeconds(30), TlsSettings.None, "u", "geheim", "d", "select 1", new(""));

    /// <summary>The first so many steps of a healthy dialogue: the greeting, the login accepted, half of the answer to the query.</summary>
    private static async Task SayAsync(ScriptedServer.Peer peer, int steps)
    {
        var says = new[] { Packet(0, Greeting), LoggedIn, Row[..20] };
        foreach (var step in Enumerable.Range(0, steps))
        {
            await peer.SendAsync(says[step]);
            if (step < 2)
                await peer.ReceiveSomeAsync();
        }
    }

    private static string Packet(int number, string payload) =>
        $"{(char)(payload.Length & 0xFF)}{(char)(payload.Length >> 8)}\0{(char)number}{payload}";
}
