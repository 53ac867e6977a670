using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>The code of each way in which a probe can end.</summary>
public sealed class StatusCodeTests : IDisposable
{
    /// <summary>
    /// Codes with tests elsewhere: SnapshotCodeTests has the states of servers without a probe, ShortageTests the shortage,
    /// SocketPathTests the machine that is not fit.
    /// </summary>
    private static readonly StatusCode[] s_elsewhere =
        [
            StatusCode.NotChecked, StatusCode.Maintenance, StatusCode.Fallback, StatusCode.Off, StatusCode.LocalShortage,
            StatusCode.LocalUnfit, StatusCode.AgentDown,
        ];

    private static readonly TlsSettings s_tls = new(TlsStart.AtOnce);

    /// <summary>Deadline of probes that run into it.</summary>
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(300);

    /// <summary>The broadcast address of the loopback network: TCP has no way to it, UDP is not permitted to use it.</summary>
    private static readonly IPEndPoint s_broadcast = new(IPAddress.Parse("127.255.255.255"), 9);

    private static readonly Dictionary<StatusCode, Func<StatusCodeTests, Task<CheckResult>>> s_probes = new()
    {
        [StatusCode.Connected] = _ => AskAsync(peer => peer.HangAsync(), at => new ConnectCheck(at, Probing.Ample)),
        [StatusCode.ResponseOk] = _ => AskAsync(peer => peer.SendAsync("hello"), at => Simple(at)),
        [StatusCode.ProgramOk] = test => test.ProgramAsync("exit 0", Probing.Ample),
        [StatusCode.AlwaysUp] = _ => Probing.ResultAsync(new AlwaysUpCheck(new IPEndPoint(IPAddress.Loopback, 80))),
        [StatusCode.ConnectRefused] = _ => RefusedAsync(),
        [StatusCode.ConnectTimeout] = _ => SilentAsync(),
        [StatusCode.ConnectUnreachable] = _ => Probing.ResultAsync(new ConnectCheck(s_broadcast, Probing.Ample)),
        [StatusCode.ConnectFailed] = _ => Probing.ResultAsync(new SimpleUdpCheck(s_broadcast, Probing.Ample, "", new(""))),
        [StatusCode.TlsHandshake] = _ => AskAsync(peer => peer.SendAsync("220 not TLS\r\n"), at => Https(at, s_tls)),
        [StatusCode.TlsTimeout] = _ => AskAsync(peer => peer.HangAsync(), at => Https(at, s_tls) with { Timeout = s_short }),
        [StatusCode.TlsNotOffered] = _ => LinesAsync(
            at => new SmtpCheck(at, Probing.Ample, Submission: true, new TlsSettings(TlsStart.OnCommand), "", ""),
            "220 a\r\n",
            "250 a\r\n"),
        [StatusCode.TlsCertificateExpired] = test => test.CertificateAsync(from: -20, until: -10),
        [StatusCode.TlsCertificateNotYetValid] = test => test.CertificateAsync(from: 10, until: 20),
        [StatusCode.TlsCertificateName] = test => test.CertificateAsync(name: "another"),
        [StatusCode.TlsCertificateUntrusted] = test => test.CertificateAsync(isTrusted: false),
        [StatusCode.TlsCertificateWeak] = test => test.CertificateAsync(authorityBits: 1024),
        [StatusCode.TlsCertificateInvalid] = test => test.CertificateAsync(purpose: "1.3.6.1.5.5.7.3.2"), // clientAuth
        [StatusCode.ResponseTimeout] = _ => AskAsync(peer => peer.HangAsync(), at => Simple(at) with { Timeout = s_short }),
        [StatusCode.ResponseClosed] = _ => AskAsync(_ => Task.CompletedTask, at => Simple(at)),
        [StatusCode.ResponseMalformed] = _ => HttpAsync("SSH-2.0-server\r\n"),
        [StatusCode.ResponseTooLarge] =
        _ => HttpAsync($"HTTP/1.1 200 OK\r\nX: {new string('x', HttpResponseHead.MaxKilobytes * 1024)}\r\n\r\n"),
        [StatusCode.ResponseStatus] = _ => HttpAsync("HTTP/1.1 503 Service Unavailable\r\n\r\n"),
        [StatusCode.ResponseUnexpected] = _ => NoRecordAsync(),
        [StatusCode.ResponseMismatch] = _ => AskAsync(peer => peer.SendAsync("hello"), at => Simple(at, receive: "PONG")),
        [StatusCode.ResponseRedirect] = _ => HttpAsync("HTTP/1.1 302 Found\r\n\r\n"),
        [StatusCode.LoginRefused] = _ => LinesAsync(
            at => new PopCheck(at, Probing.Ample, TlsSettings.None, "u", "p"), "+OK\r\n", "+OK\r\n", "-ERR\r\n"),
        [StatusCode.LoginTimeout] = _ => AskAsync(
            peer => peer.HangAsync(), at => new PgsqlCheck(at, s_short, TlsSettings.None, "u", "p", "", "SELECT 1", new(""))),
        [StatusCode.ProgramFailed] = test => test.ProgramAsync("exit 1", Probing.Ample),
        [StatusCode.ProgramTimeout] = test => test.ProgramAsync("sleep 60", s_short),
        [StatusCode.ProgramUnknown] = _ => Probing.ResultAsync(
            External("/nowhere/check", Probing.Ample) with { ExitCodes = ExitCodes.Nagios }),
        [StatusCode.LocalError] = _ => Probing.ResultAsync(External("/nowhere/check", Probing.Ample)),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> OfProbes => [.. s_probes.Keys.Select(code => code.Name())];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(OfProbes))]
    public async Task EachCodeOfAProbe_IsTheResultOfOne(string name)
    {
        var (code, probe) = s_probes.Single(entry => entry.Key.Name() == name);
        var result = await probe(this);
        Assert.True(result.Code == code, $"{result.Code}: {result.Detail}");
    }

    [Fact]
    public void EachCode_HasATest() =>
        Assert.Equal(Enum.GetValues<StatusCode>().Order(), s_probes.Keys.Concat(s_elsewhere).Order());

    [Fact]
    public void EachFailure_HasACode() =>
        Assert.All(Enum.GetValues<IoFailure>(), failure => Assert.NotEqual(CheckStatus.Passed, StatusCodes.Of(failure).Status()));

    [Theory]
    [InlineData("connect_", CheckStatus.ConnectFailed)]
    [InlineData("tls_", CheckStatus.TlsFailed)]
    [InlineData("response_", CheckStatus.BadResponse)]
    [InlineData("login_", CheckStatus.BadResponse)]
    public void Prefix_IsTheStage(string prefix, object kind) => Assert.All(
        s_probes.Keys.Where(code => code.Name().StartsWith(prefix, StringComparison.Ordinal) && code != StatusCode.ResponseOk),
        code => Assert.Equal(code.Name().EndsWith("_timeout", StringComparison.Ordinal) ? CheckStatus.TimedOut : kind, code.Status()));

    private static async Task<CheckResult> AskAsync(Func<ScriptedServer.Peer, Task> script, Func<IPEndPoint, Check> check)
    {
        await using var server = new ScriptedServer(script);
        return await Probing.ResultAsync(check(server.EndPoint));
    }

    private static async Task<CheckResult> LinesAsync(Func<IPEndPoint, Check> check, params string[] texts)
    {
        await using var server = ScriptedLineServer.Saying(texts);
        return await Probing.ResultAsync(check(server.EndPoint));
    }

    private static Task<CheckResult> HttpAsync(string answer) => AskAsync(
        async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync(answer);
        },
        at => Https(at, TlsSettings.None));

    private static async Task<CheckResult> RefusedAsync()
    {
        using var held = ScriptedServer.Refusing(out var target);
        return await Probing.ResultAsync(new ConnectCheck(target, Probing.Ample));
    }

    private static async Task<CheckResult> SilentAsync()
    {
        using var silent = new SilentListener();
        return await Probing.ResultAsync(new ConnectCheck(silent.EndPoint, s_short));
    }

    /// <summary>The query as its own answer: no error, no record.</summary>
    private static async Task<CheckResult> NoRecordAsync()
    {
        await using var server = new ScriptedDatagrams((query, _) => [[.. query[..2], 0x84, 0, .. query[4..]]]);
        return await Probing.ResultAsync(new DnsCheck(server.EndPoint, Probing.Ample, Udp: true, "www.example.org", new("")));
    }

    private static SimpleTcpCheck Simple(IPEndPoint at, string receive = "") => new(at, Probing.Ample, "", new(receive));

    private static HttpCheck Https(IPEndPoint at, TlsSettings tls) =>
        new(at, Probing.Ample, tls, HttpSettings.Default, "server", "/", new(""));

    private static ExternalCheck External(string command, TimeSpan timeout) =>
        new(new IPEndPoint(IPAddress.Loopback, 80), timeout, command, "10.0.0.1", 80, Perl: false);

    private Task<CheckResult> ProgramAsync(string script, TimeSpan timeout)
    {
        var path = _folder.Write("check", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return Probing.ResultAsync(External(path, timeout));
    }

    /// <summary>Probes a server whose certificate is good but for one point.</summary>
    /// <param name="from">In days from now, as <paramref name="until"/>.</param>
    /// <param name="purpose">Of the extended key usage: serverAuth or another.</param>
    private async Task<CheckResult> CertificateAsync(
        int from = -20,
        int until = 20,
        string name = "server",
        bool isTrusted = true,
        int authorityBits = 2048,
        string purpose = "1.3.6.1.5.5.7.3.1")
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authority = Authority("authority", authorityBits);
        using var other = Authority("another", 2048);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, now.AddDays(from), now.AddDays(until), RandomNumberGenerator.GetBytes(8));
        using var certificate = issued.CopyWithPrivateKey(key);
        var file = _folder.Write("ca.pem", (isTrusted ? authority : other).ExportCertificatePem());
        return await AskAsync(
            async peer =>
            {
                await peer.StartTlsAsync(certificate);
                await peer.HangAsync();
            },
            at => Https(at, new TlsSettings(TlsStart.AtOnce, "server", Verify: true, file)));
    }

    private static X509Certificate2 Authority(string name, int bits)
    {
        using var key = RSA.Create(bits);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-30), now.AddDays(30));
    }
}
