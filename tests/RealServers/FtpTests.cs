using System.Net;
using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=ftp against vsftpd.</summary>
public sealed class FtpTests(Vsftpd vsftpd, FullVsftpd full) : IClassFixture<Vsftpd>, IClassFixture<FullVsftpd>
{
    public static TheoryData<string> Loopbacks => RealServer.Loopbacks;

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task HealthyServer_IsUp(string address)
    {
        Assert.Equal(Outcome.Passed("the file came"), await Probing.RunAsync(Check(vsftpd, address)));
        Assert.Equal(
            Outcome.Passed("the file came"),
            await Probing.RunAsync(Check(vsftpd, address) with { Request = vsftpd.PathOf("index.html")[1..], Expected = new("") }));
        Assert.Equal(Outcome.Passed("logged in"), await Probing.RunAsync(Check(vsftpd, address) with { Request = "", Expected = new("") }));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task LargeFile_IsUp(string address) =>
        Assert.Equal(
            Outcome.Passed("the file came"),
            await Probing.RunAsync(Check(vsftpd, address) with { Request = vsftpd.PathOf("large"), Expected = new("^x{1000}") }));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task WrongContent_IsDown(string address) =>
        await AssertAsync("the file does not match /Sorry/", Check(vsftpd, address) with { Expected = new("Sorry") });

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task FileThatIsNotThereOrMayNotBeRead_IsDown(string address)
    {
        await AssertAsync(
            "FTP RETR was refused: 550 Failed to open file.",
            Check(vsftpd, address) with { Request = vsftpd.PathOf("nowhere"), Expected = new("") });
        await AssertAsync(
            "FTP RETR was refused: 550 Failed to open file.",
            Check(vsftpd, address) with { Request = vsftpd.PathOf("private"), Expected = new("") });
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task ExpectationWithoutARequest_IsDown(string address) =>
        await AssertAsync(
            "the empty content (there is no request) does not match /^It works!$/", Check(vsftpd, address) with { Request = "" });

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task WrongCredentials_AreDown(string address)
    {
        await AssertAsync("FTP PASS was refused: 530 Login incorrect.", Check(vsftpd, address) with { Password = Vsftpd.BannedPassword });
        await AssertAsync(
            "FTP USER was refused: 530 This FTP server is anonymous only.",
            Check(vsftpd, address) with { Login = "somebody", Password = "hush" });
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task RefusedAnonymousLogin_IsUp_IfNothingIsAskedFor(string address)
    {
        var check = Check(vsftpd, address) with { Password = Vsftpd.BannedPassword, Request = "", Expected = new("") };

        Assert.Equal(Outcome.Passed("answers, and lets no anonymous user in: 530 Login incorrect."), await Probing.RunAsync(check));
        await AssertAsync("FTP USER was refused: 530 This FTP server is anonymous only.", check with { Login = "somebody" });
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task FullServer_IsDown(string address)
    {
        var check = Check(full, address);
        using var guest = await LastGuestAsync(check.Target);

        await AssertAsync("the FTP greeting is a refusal: 421 There are too many connected users, please try later.", check);
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task RefusingPort_IsDown(string address)
    {
        using var port = RealServer.Refusing(address, out var target);

        Assert.Equal(
            new(CheckStatus.ConnectFailed, "connection refused"), await Probing.RunAsync(Check(vsftpd, address) with { Target = target }));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards(string address)
    {
        var check = Check(vsftpd, address);
        using (vsftpd.Frozen())
        {
            Assert.Equal(
                new(CheckStatus.TimedOut, "connected, but a greeting did not come within 0.5 s"),
                await Probing.RunAsync(check with { Timeout = TimeSpan.FromSeconds(0.5) }));
        }

        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    /// <summary>
    /// The one after whom the server is full. While a guest before has not quite left, it would be this one that is refused.
    /// </summary>
    private static async Task<TcpClient> LastGuestAsync(IPEndPoint target)
    {
        using var deadline = new CancellationTokenSource(Probing.Ample);
        var greeting = new byte[1];
        while (true)
        {
            var guest = new TcpClient(target.AddressFamily);
            await guest.ConnectAsync(target, deadline.Token);
            _ = await guest.GetStream().ReadAsync(greeting, deadline.Token);
            if (greeting[0] == (byte)'2')
                return guest;
            guest.Dispose();
        }
    }

    private static async Task AssertAsync(string reason, FtpCheck check) => Assert.Equal(
        Outcome.Bad(reason), await Probing.RunAsync(check));

    private static FtpCheck Check(Vsftpd server, string address)
    {
        server.Require();
        return new(
            new IPEndPoint(IPAddress.Parse(address), server.Port), Probing.Ample, "anonymous", "ldirectord@localhost",
            server.PathOf("index.html"), new("^It works!$"));
    }
}
