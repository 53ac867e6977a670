using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>Good and bad answers of http servers, and the results of the check.</summary>
public class HttpCheckTests
{
    private const string Page = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nIt works\n";
    private const string Chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nIt \r\n5;note=\"x\"\r\nworks\r\n1\r\n\n\r\n0\r\nTrailer: 1\r\n\r\n";

    public static TheoryData<string, string> Good => new()
    {
        { "of a known length", Page },
        { "until the connection is closed", "HTTP/1.0 200 OK\r\n\r\nIt works\n" },
        { "in chunks", Chunked },
        { "with bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 9\n\nIt works\n" },
        { "after interim answers", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Page },
        { "with folded and odd fields", "HTTP/1.1 203 Fine\r\nX: a\r\n  b: c\r\nnonsense\r\ncontent-LENGTH:9\r\n\r\nIt works\n" },
        { "with a byte too many", Page + "!" },
        { "without a reason", "HTTP/1.1 200\r\nContent-Length: 8\r\n\r\nIt works" },
    };

    public static TheoryData<string, string> Bad => new()
    {
        { "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "HTTP 503 Service Unavailable" },
        { "HTTP/1.1 404 Not Found\r\n\r\n", "HTTP 404 Not Found" },
        { "HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP 101 Switching Protocols" },
        { "HTTP/1.1 304 Not Modified\r\n\r\n", "HTTP 304 Not Modified" },
        { "", "connected, but the connection was closed before an answer" },
        { "HTTP/1.1 20", "the connection was closed in the middle of a line" },
        { "HTTP/1.1 200 OK\r\nContent-Le", "the connection was closed in the middle of a line" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n", "the connection was closed in the middle of the header" },
        {
            "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nIt works\n",
            "the connection was closed in the middle of the body: 9 bytes came, 81 more did not"
        },
        {
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nIt works\r\n",
            "the connection was closed in the middle of the body: 8 bytes came, its last chunk did not"
        },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nIt works\r\n", "a chunk of the body has no size" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nIt works\r\n", "a chunk of the body is longer than its size" },
        { "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "the Content-Length of the answer makes no sense: \"-1\"" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "the Content-Length of the answer makes no sense: \"2\"" },
        { "220 mail.example.com ESMTP\r\n", "the answer is not HTTP: it begins with \"220 mail.example.com ESMTP\"" },
        { "\0\u0001\u00FF\n\n", "the answer is not HTTP: it begins with \"\\x00\\x01\\xFF\"" },
        { "HTTP/1.1 2000 OK\r\n\r\n", "the answer is not HTTP: it begins with \"HTTP/1.1 2000 OK\"" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nSorry", "HTTP 200 OK, but the body does not match /It works$/" },
        { "HTTP/1.1 204 No Content\r\n\r\n", "HTTP 204 No Content, but the body does not match /It works$/" },
    };

    [Theory, MemberData(nameof(Good))]
    public async Task GoodAnswer_IsUp(string what, string answer)
    {
        Assert.NotEmpty(what);
        await AssertInEveryFragmentationAsync(answer, result => Assert.Equal(CheckStatus.Passed, result.Status));
    }

    [Theory, MemberData(nameof(Bad))]
    public async Task BadAnswer_IsDownAndSaysWhy(string answer, string reason) =>
        await AssertInEveryFragmentationAsync(answer, result => Assert.Equal(new Outcome(CheckStatus.BadResponse, reason), result));

    [Fact]
    public async Task Request_IsWhatServersExpect()
    {
        await using var server = Answering(Page);

        await Probing.RunAsync(Http(server.EndPoint) with { Host = "www.example.com", Request = "/a b/\u00C3\u00A9?q=<x>%41" });

        Assert.Equal(
            ["GET /a%20b/%C3%A9?q=%3Cx%3E%41 HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: ldirectord\r\nConnection: close\r\n\r\n"],
            server.Requests);
    }

    [Fact]
    public async Task Head_NeedsNoBody()
    {
        await using var server = Answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");

        var result = await Probing.RunAsync(Http(server.EndPoint) with { Http = new("HEAD"), Expected = new("") });

        Assert.Equal(Outcome.Passed("HTTP 200 OK"), result);
        Assert.StartsWith("HEAD / HTTP/1.1\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeptOpenAfterTheBody_IsUpWithoutWaiting()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync(Page);
            await peer.HangAsync();
        });

        Assert.True((await Probing.RunAsync(Http(server.EndPoint))).IsUp);
    }

    [Theory]
    [InlineData(false, "the server closed the connection")]
    [InlineData(true, "connection reset by the server")]
    public async Task BrokenOffHandshake_IsATlsFailure(bool reset, string reason)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveSomeAsync();
            if (reset)
                peer.Reset();
        });

        Assert.Equal(
            new Outcome(CheckStatus.TlsFailed, $"connected, but TLS was not agreed on: {reason}"),
            await Probing.RunAsync(Http(server.EndPoint) with { Tls = new(TlsStart.AtOnce) }));
    }

    [Fact]
    public async Task HugeHealthyBody_IsUp_AndMatchedByItsFirstMegabyte()
    {
        const int Size = 8 << 20;
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Size + 8}\r\n\r\nbegin");
            await peer.SendAsync(new byte[Size]);
            await peer.SendAsync("end");
        });
        var check = Http(server.EndPoint);

        Assert.True((await Probing.RunAsync(check with { Expected = new("") })).IsUp);
        Assert.True((await Probing.RunAsync(check with { Expected = new("^begin") })).IsUp);
        Assert.Equal(
            new Outcome(CheckStatus.BadResponse, "HTTP 200 OK, but the first 1 MB of the body does not match /end$/"),
            await Probing.RunAsync(check with { Expected = new("end$") }));
    }

    private static HttpCheck Http(IPEndPoint target) =>
        new(target, TimeSpan.FromSeconds(30), TlsSettings.None, HttpSettings.Default, $"{target.Address}", "/", new("It works$"));

    private static ScriptedServer Answering(string answer) => new(async peer =>
    {
        await peer.ReceiveRequestAsync();
        await peer.SendAsync(answer);
    });

    /// <summary>Whole, line by line and byte by byte: how the network cuts an answer up must not matter.</summary>
    private static async Task AssertInEveryFragmentationAsync(string answer, Action<Outcome> assert)
    {
        foreach (var pieces in Fragmentations.Of(answer))
        {
            await using var server = new ScriptedServer(async peer =>
            {
                await peer.ReceiveRequestAsync();
                await peer.SendPiecesAsync(pieces);
            });
            assert(await Probing.RunAsync(Http(server.EndPoint)));
        }
    }
}
