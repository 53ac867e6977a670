using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=ldap and ldaps against slapd.</summary>
public sealed class LdapTests(Slapd slapd, StrictSlapd strict) : IClassFixture<Slapd>, IClassFixture<StrictSlapd>
{
    private const string Dn = "dc=example,dc=test";

    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(0.5);

    public static TheoryData<string> Loopbacks => RealServer.Loopbacks;

    public static TheoryData<string, string> Ways
    {
        get
        {
            var ways = new TheoryData<string, string>();
            foreach (var address in Loopbacks)
            {
                foreach (var tls in Enum.GetNames<TlsStart>())
                    ways.Add(address.Data, tls);
            }

            return ways;
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task HealthyServer_IsUp(string address, string tls) =>
        Assert.Equal(
            Outcome.Passed($"found \"{Dn}\"") with { CertificateExpires = tls == nameof(TlsStart.Never) ? null : slapd.CertificateExpires },
            await Probing.RunAsync(Check(address, tls)));

    [Theory, MemberData(nameof(Ways))]
    public async Task AnonymousBind_IsUp(string address, string tls) =>
        Assert.True((await Probing.RunAsync(Check(address, tls) with { Login = "", Password = "" })).IsUp);

    [Fact]
    public async Task LoginWithoutPassword_IsAnonymous() =>
        Assert.True((await Probing.RunAsync(Check("127.0.0.1") with { Password = "" })).IsUp);

    [Fact]
    public async Task RootEntry_IsFound() =>
        Assert.Equal(
            Outcome.Passed("found the root entry"), await Probing.RunAsync(Check("127.0.0.1") with { Base = "", Expected = new("") }));

    [Theory, MemberData(nameof(Ways))]
    public async Task RefusingPort_IsDown(string address, string tls)
    {
        using var port = RealServer.Refusing(address, out var target);

        Assert.Equal(
            new(CheckStatus.ConnectFailed, "connection refused"), await Probing.RunAsync(Check(address, tls) with { Target = target }));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards(string address, string tls)
    {
        var check = Check(address, tls);
        var awaited = tls switch
        {
            nameof(TlsStart.AtOnce) => "connected, but TLS was not agreed on",
            nameof(TlsStart.OnCommand) => "connected, but an answer to StartTLS did not come",
            _ => "connected, but an answer to the bind did not come",
        };
        using (slapd.Frozen())
            Assert.Equal(new(CheckStatus.TimedOut, $"{awaited} within 0.5 s"), await Probing.RunAsync(check with { Timeout = s_short }));

        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task WrongPassword_IsDown(string address, string tls) =>
        Assert.Equal(
            Outcome.Bad("LDAP bind was refused: invalidCredentials (49)"),
            await Probing.RunAsync(Check(address, tls) with { Password = "wrong" }));

    [Fact]
    public async Task LoginThatIsNoDn_IsDown() =>
        Assert.Equal(
            Outcome.Bad("LDAP bind was refused: invalidDNSyntax (34): invalid DN"),
            await Probing.RunAsync(Check("127.0.0.1") with { Login = "u" }));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task AnonymousBindThatIsForbidden_IsDown(string address)
    {
        strict.Require();
        var check = Check(address) with { Target = new(IPAddress.Parse(address), strict.Port) };

        Assert.Equal(
            Outcome.Bad("LDAP bind was refused: inappropriateAuthentication (48): anonymous bind disallowed"),
            await Probing.RunAsync(check with { Login = "" }));
        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task UnknownDn_IsDown(string address, string tls) =>
        Assert.Equal(
            Outcome.Bad("LDAP search for \"ou=nobody,dc=example,dc=test\" failed: noSuchObject (32)"),
            await Probing.RunAsync(Check(address, tls) with { Base = $"ou=nobody,{Dn}" }));

    [Fact]
    public async Task EntryThatOnlyUsersMayRead_IsDownForOthers()
    {
        var check = Check("127.0.0.1") with { Base = $"ou=hidden,{Dn}", Expected = new("") };

        Assert.True((await Probing.RunAsync(check)).IsUp);
        Assert.Equal(
            Outcome.Bad("LDAP search for \"ou=hidden,dc=example,dc=test\" failed: noSuchObject (32)"),
            await Probing.RunAsync(check with { Login = "" }));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task WrongContent_IsDown(string address, string tls) =>
        Assert.Equal(
            Outcome.Bad($"\"{Dn}\" found, but the entry's DN does not match /dc=other/"),
            await Probing.RunAsync(Check(address, tls) with { Expected = new("dc=other") }));

    [Theory]
    [InlineData(nameof(TlsStart.AtOnce))]
    [InlineData(nameof(TlsStart.OnCommand))]
    public async Task CertificateThatIsVerified_MustBeGood(string tls)
    {
        var check = Check("127.0.0.1", tls);
        var verified = new TlsSettings(Enum.Parse<TlsStart>(tls), CertificateAuthority.HostName, Verify: true, slapd.CaFile);

        Assert.True((await Probing.RunAsync(check with { Tls = verified })).IsUp);
        var otherName = await Probing.RunAsync(check with { Tls = verified with { ServerName = CertificateAuthority.OtherHostName } });
        Assert.Equal(CheckStatus.TlsFailed, otherName.Status);
        Assert.StartsWith("certificate is for www.example.test", otherName.Detail, StringComparison.Ordinal);
        Assert.Equal(
            new(CheckStatus.TlsFailed, $"certificate is not signed by an authority that {slapd.UnknownCaFile} has"),
            await Probing.RunAsync(check with { Tls = verified with { CaFile = slapd.UnknownCaFile } }));
    }

    [Fact]
    public async Task WrongKindOfPort_IsDownAndSaysSo()
    {
        var plain = Check("127.0.0.1");
        var secure = Check("127.0.0.1", nameof(TlsStart.AtOnce));

        Assert.Equal(
            new(CheckStatus.TlsFailed, "connected, but TLS was not agreed on: the server closed the connection"),
            await Probing.RunAsync(secure with { Target = plain.Target }));
        Assert.Equal(
            Outcome.Bad("connected, but the connection was closed instead of an answer to the bind"),
            await Probing.RunAsync(plain with { Target = secure.Target }));
    }

    private LdapCheck Check(string address, string tls = nameof(TlsStart.Never))
    {
        slapd.Require();
        return new(
            new(IPAddress.Parse(address), tls == nameof(TlsStart.AtOnce) ? slapd.TlsPort : slapd.Port),
            Probing.Ample, new(Enum.Parse<TlsStart>(tls)), $"cn=u,{Dn}", "p", Dn, new("^dc=example"));
    }
}
