using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=pgsql against postgres.</summary>
public sealed class PgsqlTests(Postgres postgres) : IClassFixture<Postgres>
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(0.5);

    public static TheoryData<string> Loopbacks => RealServer.Loopbacks;

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task HealthyServer_IsUp(string address)
    {
        var check = Check(address);

        Assert.Equal(
            Outcome.Passed("the query gave \"1\\x09eins\"") with { CertificateExpires = postgres.CertificateExpires },
            await Probing.RunAsync(check));
        Assert.True((await Probing.RunAsync(check with { Expected = new("^1\teins$") })).IsUp);
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task RefusingPort_IsDown(string address)
    {
        using var port = RealServer.Refusing(address, out var target);

        Assert.Equal(new(CheckStatus.ConnectFailed, "connection refused"), await Probing.RunAsync(Check(address) with { Target = target }));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards(string address)
    {
        var check = Check(address);
        using (postgres.Frozen())
            Assert.Equal(
                new(CheckStatus.TimedOut, "no connection and login within 0.5 s"),
                await Probing.RunAsync(check with { Timeout = s_short }));

        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task QueryThatDoesNotEnd_IsDownAtItsDeadline_AndEndedAtTheServer(string address)
    {
        var check = Check(address) with { Query = "select pg_sleep(1000)", Timeout = TimeSpan.FromSeconds(2) };
        var sleepers = Check(address)
            with
        {
            Query = "select count(*) from pg_stat_activity where query like 'select pg_sleep%'",
            Expected = new(
            "^0$")
        };

        Assert.Equal(
            new(CheckStatus.TimedOut, "logged in, but the answer to the query did not come within 2 s"), await Probing.RunAsync(check));

        Outcome now;
        do
            now = await Probing.RunAsync(sleepers);
        while (!now.IsUp && !TestContext.Current.CancellationToken.IsCancellationRequested);
        Assert.True(now.IsUp);
    }

    [Theory]
    [InlineData("u", "wrong", "u", "the login was refused: password authentication failed for user \"u\" (28P01)")]
    [InlineData("u", "", "u", "the login failed: No password has been provided but the backend requires one (in SASL/SCRAM-SHA-256)")]
    [InlineData("nobody", "geheim", "u", "the login was refused: password authentication failed for user \"nobody\" (28P01)")]
    [InlineData("u", "geheim", "nowhere", "the login was refused: database \"nowhere\" does not exist (3D000)")]
    public async Task WrongCredentials_AreDown(string login, string password, string database, string reason)
    {
        var result = await Probing.RunAsync(Check("127.0.0.1") with { Login = login, Password = password, Database = database });

        Assert.Equal((CheckStatus.BadResponse, reason), (result.Status, result.Detail));
    }

    [Fact]
    public async Task DatabaseThatIsNotNamed_IsTheLogins() =>
        Assert.True((await Probing.RunAsync(Check("127.0.0.1") with { Database = "" })).IsUp);

    [Theory]
    [InlineData("select * from nothing", "the query failed: relation \"nothing\" does not exist (42P01)")]
    [InlineData("selekt", "the query failed: syntax error at or near \"selekt\" (42601)")]
    [InlineData("select 'geheim' / 0", "the query failed: invalid input syntax for type integer: \"***\" (22P02)")]
    [InlineData("select * from e", "the query gave no row")]
    [InlineData("update t set a = a where a = 99", "the query gave no row")]
    [InlineData("create temporary table x(a int)", "the query gave no row")]
    public async Task QueryThatFailsOrGivesNothing_IsDown(string query, string reason)
    {
        var result = await Probing.RunAsync(Check("127.0.0.1") with { Query = query });

        Assert.Equal((CheckStatus.BadResponse, reason), (result.Status, result.Detail));
    }

    [Fact]
    public async Task WrongContent_IsDown() =>
        Assert.Equal(
            "the query was answered, but the first row does not match /^0/",
            (await Probing.RunAsync(Check("127.0.0.1") with { Expected = new("^0") })).Detail);

    [Fact]
    public async Task QueryThatChangesRows_IsUp_AndRunsOnce()
    {
        var check = Check("127.0.0.1");

        Assert.True((await Probing.RunAsync(check with { Query = "create table once(a int); insert into once values (1)" })).IsUp);
        Assert.Equal("the query changed 1 rows", (await Probing.RunAsync(check with { Query = "insert into once values (1)" })).Detail);
        Assert.True((await Probing.RunAsync(check with { Query = "select count(*) from once", Expected = new("^2$") })).IsUp);
    }

    [Fact]
    public async Task LongAnswers_AreUp()
    {
        var check = Check("127.0.0.1");

        Assert.True((await Probing.RunAsync(check with { Query = "select repeat('x', 30000000), 1", Expected = new("^x{1000}") })).IsUp);
        Assert.True((await Probing.RunAsync(check
            with
        { Query = "select * from generate_series(1, 3000000)", Expected = new("^1$") })).IsUp);
        Assert.True((await Probing.RunAsync(check
            with
        { Query = "select null, array[1,2], now(), '{}'::jsonb", Expected = new(@"^\t\{1,2\}\t2") })).IsUp);
    }

    [Fact]
    public async Task CertificateThatIsVerified_MustBeGood()
    {
        var check = Check("127.0.0.1");
        var verified = new TlsSettings(TlsStart.OnCommand, CertificateAuthority.HostName, Verify: true, postgres.CaFile);

        Assert.True((await Probing.RunAsync(check with { Tls = verified })).IsUp);
        var otherName = await Probing.RunAsync(check with { Tls = verified with { ServerName = CertificateAuthority.OtherHostName } });
        Assert.Equal(CheckStatus.TlsFailed, otherName.Status);
        Assert.StartsWith("certificate is for www.example.test", otherName.Detail, StringComparison.Ordinal);
        Assert.Equal(
            new(CheckStatus.TlsFailed, $"certificate is not signed by an authority that {postgres.UnknownCaFile} has"),
            await Probing.RunAsync(check with { Tls = verified with { CaFile = postgres.UnknownCaFile } }));
    }

    [Fact]
    public async Task ManyProbesAtOnce_HaveTheirVerdicts()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Probing.RunAsync(Check("127.0.0.1"))));

        Assert.All(results, result => Assert.True(result.IsUp, result.Detail));
    }

    private PgsqlCheck Check(string address)
    {
        postgres.Require();
        return new(
            new(IPAddress.Parse(address), postgres.Port), Probing.Ample, TlsSettings.None, "u", "geheim", "u", "select * from t", new(""));
    }
}
