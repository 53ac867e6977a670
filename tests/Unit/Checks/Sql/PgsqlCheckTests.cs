using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>service=pgsql against servers that no real one is like; the protocol is that of postgres.</summary>
public class PgsqlCheckTests
{
    private const string NoTls = "N";

    // AuthenticationOk, ParameterStatus, BackendKeyData, ReadyForQuery
    private const string LoggedIn = "R\0\0\0\u0008\0\0\0\0" + "S\0\0\0\u0018server_version\015.1\0"
        + "K\0\0\0\u000c\0\0\0\u0001\0\0\0\u0002" + "Z\0\0\0\u0005I";

    // ParseComplete, BindComplete, RowDescription of one text column "a", DataRow "1"
    private const string Row = "1\0\0\0\u0004" + "2\0\0\0\u0004"
        + "T\0\0\0\u001a\0\u0001a\0\0\0\0\0\0\0\0\0\0\u0019\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\0\0" + "D\0\0\0\u000b\0\u0001\0\0\0\u00011";

    // CommandComplete, ReadyForQuery
    private const string Done = "C\0\0\0\u000dSELECT 1\0" + "Z\0\0\0\u0005I";

    [Fact]
    public async Task HealthyServer_IsUp_HoweverFragmented()
    {
        foreach (var cut in new Func<string, IEnumerable<string>>[] { text => [text], text => text.Select(c => $"{c}"),
            text => text.Chunk(3).Select(c => new string(c)) })
        {
            await using var server = Server(async peer =>
            {
                await peer.SendPiecesAsync(cut(LoggedIn));
                await peer.ReceiveSomeAsync();
                await peer.SendPiecesAsync(cut(Row + Done));
                await peer.HangAsync();
            });

            Assert.Equal(Outcome.Passed("the query gave \"1\""), await Probing.RunAsync(Check(server.EndPoint)));
        }
    }

    [Theory]
    [InlineData("", "no connection and login within 30 s")]
    [InlineData("R\0\0", "no connection and login within 30 s")]
    [InlineData(LoggedIn, "logged in, but the answer to the query did not come within 30 s")]
    [InlineData(LoggedIn + Row, "logged in, but the answer to the query did not come within 30 s")]
    public async Task Silence_IsDownAtTheDeadline(string until, string reason)
    {
        var silent = new TaskCompletionSource();
        await using var server = Server(async peer =>
        {
            await peer.SendAsync(until);
            if (until.StartsWith(LoggedIn, StringComparison.Ordinal))
                await peer.ReceiveSomeAsync();
            silent.TrySetResult();
            await peer.HangAsync();
        });

        Assert.Equal(new(CheckStatus.TimedOut, reason),
            await Probing.RunPastDeadlineAsync(Check(server.EndPoint), () => silent.Task.IsCompleted));
    }

    [Fact]
    public async Task SilenceFromTheFirstByte_IsDownAtTheDeadline()
    {
        await using var server = new ScriptedServer(peer => peer.HangAsync());

        Assert.Equal(
            new(CheckStatus.TimedOut, "no connection and login within 30 s"),
            await Probing.RunPastDeadlineAsync(Check(server.EndPoint), () => server.Connections > 0));
    }

    [Fact]
    public async Task DroppedConnectionRequest_IsDownAtTheDeadline()
    {
        using var silent = new SilentListener();

        Assert.Equal(
            new(CheckStatus.TimedOut, "no connection and login within 30 s"),
            await Probing.RunPastDeadlineAsync(Check(silent.EndPoint), () => silent.Connecting > 0));
    }

    [Fact]
    public async Task DrippedBytes_AreDownAtTheDeadline()
    {
        await using var server = Server(async peer =>
        {
            await peer.SendAsync(LoggedIn);
            while (true)
            {
                await peer.SendAsync("S\0\0\0\u0008a\0b\0"); // one more parameter's status
                await Task.Delay(1, peer.Stop);
            }
        });

        var result = await Probing.RunPastDeadlineAsync(Check(server.EndPoint), () => !server.Requests.IsEmpty);

        Assert.Equal(CheckStatus.TimedOut, result.Status);
    }

    [Theory]
    [InlineData("", "connected, but the server closed the connection")]
    [InlineData("R\0\0", "connected, but the server closed the connection")]
    [InlineData(LoggedIn, "logged in, but the server closed the connection")]
    [InlineData(LoggedIn + Row, "logged in, but the server closed the connection")]
    public async Task EarlyClose_IsDown(string until, string reason)
    {
        await using var server = Server(async peer =>
        {
            await peer.SendAsync(until);
            if (until.StartsWith(LoggedIn, StringComparison.Ordinal))
                await peer.ReceiveSomeAsync();
            peer.ShutDown();
            await peer.HangAsync();
        });

        Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint)));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("* OK IMAP4rev1\r\n")]
    [InlineData("5.5.5-10.11.19-MariaDB\0")]
    public async Task AnotherProtocol_IsDown(string greeting)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.SendAsync(greeting);
            await peer.HangAsync();
        });

        var result = await Probing.RunAsync(Check(server.EndPoint));

        Assert.Equal(CheckStatus.BadResponse, result.Status);
        Assert.StartsWith("the login failed: Received unknown response", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryByteWrong_IsAVerdict()
    {
        var whole = LoggedIn + Row + Done;
        foreach (var at in Enumerable.Range(0, whole.Length))
        {
            await using var server = Server(async peer =>
            {
                await peer.SendAsync($"{whole[..at]}{(char)(whole[at] ^ 0x55)}{whole[(at + 1)..]}");
                peer.ShutDown();
                await peer.HangAsync();
            });

            Assert.Contains((await Probing.RunAsync(Check(server.EndPoint))).Status, new[] { CheckStatus.BadResponse, CheckStatus.Passed });
        }
    }

    public static TheoryData<string> Forms => Echo.Forms;

    [Theory, MemberData(nameof(Forms))]
    public async Task PasswordThatTheServerSaysBack_IsNotShown(string form)
    {
        await using var server = Server(async peer =>
        {
            var error = $"SFATAL\0C28P01\0Mno {form} here\0\0";
            await peer.SendAsync($"E\0\0\0{(char)(error.Length + 4)}{error}");
            await peer.HangAsync();
        });

        Echo.AssertHidden(await Probing.RunAsync(Check(server.EndPoint) with { Password = Echo.Password }), form);
    }

    [Fact]
    public async Task RefusedLogin_IsRemembered()
    {
        await using var server = Server(async peer =>
        {
            const string error = "SFATAL\0C28P01\0Mno such role\0\0";
            await peer.SendAsync($"E\0\0\0{(char)(error.Length + 4)}{error}");
            await peer.HangAsync();
        });
        var probe = CheckRunner.RunAsync(Check(server.EndPoint), TimeProvider.System, CancellationToken.None).AsTask();

        Assert.Equal(
            new Exchange("login as u", "the login was refused: no such role (28P01)"), (await probe.WaitAsync(Probing.Ample)).Exchange);
    }

    [Fact]
    public async Task TlsThatIsDemandedAndNotOffered_IsDown()
    {
        await using var server = Server(peer => peer.HangAsync());

        var result = await Probing.RunAsync(Check(server.EndPoint) with { Tls = new(TlsStart.OnCommand) });

        Assert.Equal(new(CheckStatus.TlsFailed, "connected, but the server offers no TLS"), result);
    }

    [Theory]
    [InlineData("", "select 1")]
    [InlineData("u", "")]
    public async Task WhatIsNotSet_IsSaid(string login, string query) =>
        Assert.Equal(
            new(CheckStatus.Error, "service=pgsql needs login and request: a query, as \"SELECT 1\""),
            await Probing.RunAsync(Check(new(IPAddress.Loopback, 1)) with { Login = login, Query = query }));

    [Fact]
    public void Password_IsNotShown() => Assert.Equal("pgsql 127.0.0.1:5432 d", Check(new(IPAddress.Loopback, 5432)).ToString());

    private static PgsqlCheck Check(IPEndPoint target) =>
        new(target, TimeSpan.FromSeconds(30), TlsSettings.None, "u", "geheim", "d", "select 1", new(""));

    /// <summary>
    /// Refuses TLS and takes the startup message; the script goes on from there. The request to cancel, on another connection, is answered
    /// by nobody.
    /// </summary>
    private static ScriptedServer Server(Func<ScriptedServer.Peer, Task> script) => new(async peer =>
    {
        await peer.ReceiveSomeAsync();
        await peer.SendAsync(NoTls);
        var startup = await peer.ReceiveSomeAsync();
        if (startup.Contains("user", StringComparison.Ordinal))
            await script(peer);
        else
            await peer.HangAsync();
    });
}
