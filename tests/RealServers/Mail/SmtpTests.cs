using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=smtp against smtp-sink.</summary>
public sealed class SmtpTests(SmtpSink sink, OldSmtpSink old, ClosingSmtpSink closing, RefusingSmtpSink refusing, BreakingSmtpSink breaking)
    : IClassFixture<SmtpSink>, IClassFixture<OldSmtpSink>, IClassFixture<ClosingSmtpSink>, IClassFixture<RefusingSmtpSink>,
    IClassFixture<BreakingSmtpSink>
{
    public static TheoryData<string> Loopbacks => RealServer.Loopbacks;

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task HealthyServer_IsUp(string address) => await AssertAsync(
        Outcome.Passed("220 mail.example.test ESMTP"), Check(sink, address));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task ServerWithoutEhlo_IsUp(string address) => await AssertAsync(
        Outcome.Passed("220 mail.example.test"), Check(old, address));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task Login_IsAccepted(string address) =>
        await AssertAsync(Outcome.Passed("logged in"), Check(sink, address) with { Login = "user", Password = "hush" });

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task LoginWhereNoneIsOffered_IsDown(string address) =>
        await AssertAsync(
            Outcome.Bad(
                "there is no way to log in: the server offers neither AUTH PLAIN nor AUTH LOGIN (before TLS: starttls = yes may help)"),
            Check(old, address) with { Login = "user", Password = "hush" });

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task StartTlsWhereItIsNotOffered_IsDown(string address) =>
        await AssertAsync(
            new(CheckStatus.TlsFailed, "the server does not offer STARTTLS"), Check(sink, address) with { Tls = new(TlsStart.OnCommand) });

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task ServerThatIsClosing_IsDown(string address) =>
        await AssertAsync(Outcome.Bad("the SMTP greeting is a refusal: 421 4.0.0 Server closing connection"), Check(closing, address));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task ServerThatRefusesHelo_IsDown(string address) =>
        await AssertAsync(Outcome.Bad("SMTP HELO was refused: 500 5.3.0 Error: command failed"), Check(refusing, address));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task EarlyClose_IsDown(string address) =>
        await AssertAsync(Outcome.Bad("connected, but the connection was closed instead of an answer to EHLO"), Check(breaking, address));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task RefusingPort_IsDown(string address)
    {
        using var port = RealServer.Refusing(address, out var target);

        await AssertAsync(new(CheckStatus.ConnectFailed, "connection refused"), Check(sink, address) with { Target = target });
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards(string address)
    {
        var check = Check(sink, address);
        using (sink.Frozen())
            await AssertAsync(
                new(CheckStatus.TimedOut, "connected, but a greeting did not come within 0.5 s"),
                check with { Timeout = TimeSpan.FromSeconds(0.5) });

        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    private static async Task AssertAsync(Outcome expected, SmtpCheck check) => Assert.Equal(expected, await Probing.RunAsync(check));

    private static SmtpCheck Check(SmtpSink server, string address)
    {
        server.Require();
        return new(new IPEndPoint(IPAddress.Parse(address), server.Port), Probing.Ample, Submission: false, TlsSettings.None, "", "");
    }
}
