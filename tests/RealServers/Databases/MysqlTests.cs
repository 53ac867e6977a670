using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=pgsql against mariadb.</summary>
public sealed class MysqlTests(Mariadb mariadb, MisnamedMariadb misnamed) : IClassFixture<Mariadb>, IClassFixture<MisnamedMariadb>
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(0.5);

    public static TheoryData<string> Loopbacks => RealServer.Loopbacks;

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task HealthyServer_IsUp(string address)
    {
        var check = Check(address);

        Assert.Equal(Outcome.Passed("the query gave \"1\\x09eins\""), await Probing.RunAsync(check));
        Assert.True((await Probing.RunAsync(check with { Expected = new("^1\teins$") })).IsUp);
        Assert.True((await Probing.RunAsync(check with { Tls = new(TlsStart.OnCommand) })).IsUp);
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
        using (mariadb.Frozen())
            Assert.Equal(new(CheckStatus.TimedOut, "connected, but the login did not end within 0.5 s"),
                await Probing.RunAsync(check with { Timeout = s_short }));

        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task QueryThatDoesNotEnd_IsDownAtItsDeadline(string address)
    {
        var check = Check(address) with { Query = "select sleep(1000)", Timeout = TimeSpan.FromSeconds(1) };
        var reason = "logged in, but the answer to the query did not come within 1 s";

        Assert.Equal(new(CheckStatus.TimedOut, reason), await Probing.RunAsync(check));
        Assert.Equal(new(CheckStatus.TimedOut, reason), await Probing.RunAsync(check with { Tls = new(TlsStart.OnCommand) }));
    }

    [Theory]
    [InlineData("u", "wrong", "d", "the login was refused: Access denied for user 'u'@'127.0.0.1' (using password: YES) (1045)")]
    [InlineData("u", "", "d", "the login was refused: Access denied for user 'u'@'127.0.0.1' (using password: NO) (1045)")]
    [InlineData("nobody", "geheim", "d", "the login was refused: Access denied for user 'nobody'@'127.0.0.1' (using password: YES) (1045)")]
    [InlineData("u", "geheim", "nowhere", "the login was refused: Access denied for user 'u'@'%' to database 'nowhere' (1044)")]
    public async Task WrongCredentials_AreDown(string login, string password, string database, string reason)
    {
        var result = await Probing.RunAsync(Check("127.0.0.1") with { Login = login, Password = password, Database = database });

        Assert.Equal((CheckStatus.BadResponse, reason), (result.Status, result.Detail));
    }

    [Fact]
    public async Task DatabaseThatIsNotNamed_IsNone() =>
        Assert.Equal("the query gave \"1\"",
            (await Probing.RunAsync(Check("127.0.0.1") with { Database = "", Query = "select 1" })).Detail);

    [Theory]
    [InlineData("select * from nothing", "the query failed: Table 'd.nothing' doesn't exist (1146)")]
    [InlineData("select geheim", "the query failed: Unknown column '***' in '")]
    [InlineData("select * from e", "the query gave no row")]
    [InlineData("update t set a = a where a = 99", "the query gave no row")]
    [InlineData("do 1", "the query gave no row")]
    [InlineData("select 1; select 2", "the query failed: You have an error in your SQL syntax")]
    [InlineData("load data local infile '/etc/passwd' into table e", "the query failed: The used command is not allowed")]
    [InlineData("select repeat('x', 2000000)", "logged in, but the server closed the connection, or its answer has a row over 1 MB")]
    public async Task QueryThatFailsOrGivesNothing_IsDown(string query, string reason)
    {
        var result = await Probing.RunAsync(Check("127.0.0.1") with { Query = query });

        Assert.Equal(CheckStatus.BadResponse, result.Status);
        Assert.StartsWith(reason, result.Detail, StringComparison.Ordinal);
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

        Assert.Equal("the query gave no row",
            (await Probing.RunAsync(check with { Query = "create or replace table once(a int)" })).Detail);
        Assert.Equal("the query changed 1 rows", (await Probing.RunAsync(check with { Query = "insert into once values (1)" })).Detail);
        // found, if not changed
        Assert.Equal("the query changed 1 rows", (await Probing.RunAsync(check with { Query = "update once set a = 1" })).Detail);
        Assert.True((await Probing.RunAsync(check with { Query = "select count(*) from once", Expected = new("^1$") })).IsUp);
    }

    [Fact]
    public async Task LongAnswers_AreUp()
    {
        var check = Check("127.0.0.1");

        Assert.True((await Probing.RunAsync(check with { Query = "select repeat('x', 500000), 1", Expected = new("^x{1000}") })).IsUp);
        Assert.True((await Probing.RunAsync(check with { Query = "select * from seq_1_to_10000000", Expected = new("^1$") })).IsUp);
        Assert.True((await Probing.RunAsync(check with { Query = "select null, 1.50, now()", Expected = new(@"^\t1\.50\t2") })).IsUp);
    }

    [Fact]
    public async Task CertificateThatIsVerified_MustBeGood()
    {
        var check = Check("127.0.0.1");
        var verified = new TlsSettings(TlsStart.OnCommand, "127.0.0.1", Verify: true, mariadb.CaFile);

        Assert.True((await Probing.RunAsync(check with { Tls = verified })).IsUp);
        Assert.Equal(
            new(CheckStatus.TlsFailed, "connected, but TLS was not agreed on: TLS/SSL error: unable to get local issuer certificate"),
            await Probing.RunAsync(check with { Tls = verified with { CaFile = mariadb.UnknownCaFile } }));
        Assert.Equal(
            new(CheckStatus.Error, "service=mysql can verify a certificate for the server's address alone, not for www.example.test"),
            await Probing.RunAsync(check with { Tls = verified with { ServerName = CertificateAuthority.HostName } }));
    }

    [Fact]
    public async Task CertificateThatIsVerified_MustBeForTheAddress()
    {
        misnamed.Require();
        var check = Check("127.0.0.1") with { Target = new(IPAddress.Loopback, misnamed.Port) };

        Assert.True((await Probing.RunAsync(check with { Tls = new(TlsStart.OnCommand) })).IsUp);
        Assert.Equal(
            new(CheckStatus.TlsFailed, "connected, but TLS was not agreed on: TLS/SSL error: Validation of SSL server certificate failed"),
            await Probing.RunAsync(check with { Tls = new(TlsStart.OnCommand, "127.0.0.1", Verify: true, misnamed.CaFile) }));
    }

    [Fact]
    public async Task ManyProbesAtOnce_HaveTheirVerdicts()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Probing.RunAsync(Check("127.0.0.1"))));

        Assert.All(results, result => Assert.True(result.IsUp, result.Detail));
    }

    private MysqlCheck Check(string address)
    {
        mariadb.Require();
        return new(new(IPAddress.Parse(address), mariadb.Port), Probing.Ample, TlsSettings.None, "u", "geheim", "d", "select * from t",
            new(""));
    }
}
