using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Status;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Status;

/// <summary>What show makes of a socket on which somebody else answers.</summary>
public sealed class HostileAnswerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ProcessOfAnotherUser_IsNotBelieved()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can start a process of another user");
        Tool.Need("/usr/bin/setpriv", "util-linux");
        Tool.Need("/usr/bin/perl", "perl-base");
        File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0b111_111_111);
        var path = _folder.Path("x.sock");
        using var stranger = System.Diagnostics.Process.Start("/usr/bin/setpriv",
        [
            "--reuid=65534", "--clear-groups", "/usr/bin/perl", "-e",
            "use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un($ARGV[0])) or die; listen(S, 5); while (accept(C, "
                + "S)) { print C 'hello'; close C }", path,
        ]);
        try
        {
            await Eventually.TrueAsync(() => File.Exists(path));
            string? said = null;
            await Eventually.TrueAsync(() => (said = Refusal()) is not null);
            Assert.Equal($"process {stranger.Id} of user 65534 listens on {path}: it must be root's or your own to be trusted", said);
        }
        finally
        {
            stranger.Kill();
            await stranger.WaitForExitAsync(CancellationToken.None);
        }

        // Null: it does not listen yet.
        string? Refusal()
        {
            try
            {
                Assert.Null(StatusClient.Fetch(path));
                return null;
            }
            catch (IOException e)
            {
                return e.Message;
            }
        }
    }

    [Fact]
    public void EscapesInTheAnswer_DoNotReachTheTerminal()
    {
        var server = new ServerReport(
            "10.0.0.2:80", "Masq", 1, 1, 0, 0, ReportedHealth.Up, StatusCode.ResponseOk, "\e]0;owned\a\nfake \u009b31m\u202e", 1, 0,
            DateTimeOffset.UnixEpoch, false, null, Tunnel: "gre\e[2J");
        var difference = new DifferenceReport("10.0.0.1:80", "ipvsadm \e[2J", "\e[2J", "\r", DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch);
        var hostile = new StatusReport(
            "/etc/é\e[2J.cf", DateTimeOffset.UnixEpoch, false, [new ServiceReport("\e", "TCP \e[2J", "\e", true, [server])],
            new DriftReport([difference], [difference]));
        var report = StatusReport.FromJson(hostile.ToJson());
        var shown = StatusTable.Render(report, DateTimeOffset.UnixEpoch, colour: false)
            + DriftTable.Render(report, DateTimeOffset.UnixEpoch);
        Assert.DoesNotContain(shown, c => c != '\n' && (char.IsControl(c) || c == '\u202e'));
        Assert.Contains(@"/etc/é\x1B[2J.cf", shown, StringComparison.Ordinal);
        Assert.Contains(@"\x1B]0;owned\x07\x0Afake \xC2\x9B31m\xE2\x80\xAE", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Encoding.UTF8.GetString(report.ToJson()), c => c is < ' ' or > '~');
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"config":null,"services":[]}""")]
    [InlineData("""{"config":"a","services":[null]}""")]
    [InlineData("""{"config":"a","services":[{"virtual":"a","line":"b","scheduler":"c","servers":null}]}""")]
    [InlineData("""{"config":"a","services":[],"comparison":{"now":[],"ended":[{"virtual":"a","command":"b","reason":"c"}]}}""")]
    public void AnswerThatLacksSomething_IsNoReport(string json) =>
        Assert.Throws<JsonException>(() => StatusReport.FromJson(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public async Task AnswerWithoutAnEnd_IsNotReadForEver()
    {
        var path = _folder.Path("x.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var pouring = Task.Run(() =>
        {
            using var client = listener.Accept();
            var chunk = new byte[1 << 20];
            Array.Fill(chunk, (byte)' ');
            try
            {
                while (true)
                    client.Send(chunk);
            }
            catch (SocketException)
            {
                // It reads no more.
            }
        });
        var said = await Assert.ThrowsAsync<IOException>(() => Task.Run(() => StatusClient.Fetch(path)).WaitAsync(Probing.Ample));
        Assert.Equal($"the answer on {path} is longer than 64 MB, the limit", said.Message);
        await pouring.WaitAsync(Probing.Ample);
    }
}
