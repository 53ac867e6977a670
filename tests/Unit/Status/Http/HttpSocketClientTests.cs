using System.Net.Sockets;
using System.Text;
using Ldirectord.Status;
using Ldirectord.Tests.Support;
using Ldirectord.Tests.Web;

namespace Ldirectord.Tests.Status;

public sealed class HttpSocketClientTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    private string Socket => _folder.Path("http.sock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DaemonThatAnswersNothing_IsGivenUp_HoweverLongTheAnswerMayTake()
    {
        using var suspended = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        suspended.Bind(new UnixDomainSocketEndPoint(Socket));
        suspended.Listen(10);
        var asked = HttpSocketClient.PostAsync(Socket, "/api/v1/recheck", "{}"u8.ToArray(), null, s_long, TimeSpan.FromSeconds(0.25));
        var e = await Assert.ThrowsAsync<IOException>(() => asked);
        Assert.Equal($"no answer on {Socket} within 0.25 s: the process hangs or is suspended", e.Message);
    }

    [Fact]
    public async Task DaemonThatAnswersOtherQuestions_IsWaitedFor()
    {
        var others = new TaskCompletionSource();
        await using var daemon = new FakeDirector(
            Socket,
            new HttpResource("POST", "/api/v1/recheck", async (_, ct) =>
            {
                // Ends once the client has asked something else, and a little later than its patience.
                await others.Task.WaitAsync(ct);
                await Task.Delay(TimeSpan.FromSeconds(0.5), ct);
                return HttpAnswer.Text("text/plain", "done");
            }),
            new HttpResource("GET", "/api/v1/events", (_, _) =>
            {
                others.TrySetResult();
                return Task.FromResult(HttpAnswer.Text("text/plain", "none"));
            })
            { Parameters = new HashSet<string> { "limit" } });
        var (status, body) = (await HttpSocketClient.PostAsync(
            Socket, "/api/v1/recheck", "{}"u8.ToArray(), null, s_long, TimeSpan.FromSeconds(20)))!.Value;
        Assert.Equal((200, "done"), (status, Encoding.UTF8.GetString(body)));
    }
}
