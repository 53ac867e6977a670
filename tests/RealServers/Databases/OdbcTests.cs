using System.Net;
using Ldirectord.Checks;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=odbc, and the way of service=oracle, by the ODBC drivers of Debian against postgres and mariadbd.</summary>
public sealed class OdbcTests(Postgres postgres, Mariadb mariadb) : IClassFixture<Postgres>, IClassFixture<Mariadb>
{
    private const string PostgresDriver = "Driver={PostgreSQL Unicode};Server={host};Port={port};Database=u";
    private const string MariadbDriver = "Driver={MariaDB Unicode};Server={host};Port={port};Database=d";

    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(0.5);

    public static TheoryData<string> Loopbacks => RealServer.Loopbacks;

    public static TheoryData<string, string> Drivers
    {
        get
        {
            var drivers = new TheoryData<string, string>();
            foreach (var address in Loopbacks)
            {
                drivers.Add(address.Data, "postgres");
                drivers.Add(address.Data, "mariadb");
            }

            return drivers;
        }
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task HealthyServer_IsUp(string address, string driver)
    {
        var check = Check(address, driver);

        Assert.Equal(Outcome.Passed("the query gave \"1\\x09eins\""), await Probing.RunAsync(check));
        Assert.True((await Probing.RunAsync(check with { Expected = new("^1\teins$") })).IsUp);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task RefusingPort_IsDown(string address, string driver)
    {
        using var port = RealServer.Refusing(address, out var target);

        var result = await Probing.RunAsync(Check(address, driver) with { Target = target });

        Assert.False(result.IsUp);
        Assert.Contains(driver == "postgres" ? "Connection refused" : "Can't connect to server", result.Detail, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards(string address, string driver)
    {
        var check = Check(address, driver);
        RealServer server = driver == "postgres" ? postgres : mariadb;
        using (server.Frozen())
            Assert.Equal(new(CheckStatus.TimedOut, "no connection and login within 0.5 s"),
                await Probing.RunAsync(check with { Timeout = s_short }));

        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task QueryThatDoesNotEnd_IsDownAtItsDeadline_AndDelaysNoOther(string address, string driver)
    {
        var check = Check(address, driver);
        var hanging = check with
        {
            Query = driver == "postgres" ? "select pg_sleep(1000)" : "select sleep(1000)",
            Timeout = TimeSpan.FromSeconds(1)
        };

        var stuck = Enumerable.Range(0, 2).Select(_ => Probing.RunAsync(hanging)).ToArray();
        Assert.True((await Probing.RunAsync(check)).IsUp);

        Assert.All(await Task.WhenAll(stuck),
            result => Assert.Equal(new(CheckStatus.TimedOut, "logged in, but the answer to the query did not come within 1 s"), result));
    }

    [Fact]
    public async Task DriverThatNeverReturns_GetsAFewThreads_AndIsUsedAgainAfterItReturned()
    {
        var check = Check("127.0.0.1", "mariadb") with { Timeout = s_short };
        using (mariadb.Frozen())
        {
            for (var count = 0; count < OdbcCheck.MaxHanging; count++)
                Assert.Equal("no connection and login within 0.5 s", (await Probing.RunAsync(check)).Detail);
            Assert.Equal(new(CheckStatus.TimedOut, "the last 3 probes still hang in the ODBC driver"), await Probing.RunAsync(check));
        }

        await Eventually.TrueAsync(() => Probing.RunAsync(check).GetAwaiter().GetResult().IsUp);
    }

    [Theory]
    [InlineData("postgres", "no connection: ", "password authentication failed for user \"u\"")]
    [InlineData("mariadb", "the login failed: ", "Access denied for user 'u'@'127.0.0.1' (using password: YES)")]
    public async Task WrongCredentials_AreDown(string driver, string beginning, string words)
    {
        var result = await Probing.RunAsync(Check("127.0.0.1", driver) with { Password = "wrong" });

        Assert.False(result.IsUp);
        Assert.StartsWith(beginning, result.Detail, StringComparison.Ordinal);
        Assert.Contains(words, result.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres", "select * from nothing", "the query failed: ERROR: relation \"nothing\" does not exist")]
    [InlineData("postgres", "select * from e", "the query gave no row")]
    [InlineData("postgres", "update t set a = a where a = 99", "the query gave no row")]
    [InlineData("postgres", "create temporary table x(a int)", "the query gave no row")]
    [InlineData("mariadb", "select geheim", "the query failed: [ma-3.1.15][10.11.19-MariaDB-0+deb12u1]Unknown column '***' in")]
    [InlineData("mariadb", "select * from e", "the query gave no row")]
    [InlineData("mariadb", "update t set a = a where a = 99", "the query gave no row")]
    public async Task QueryThatFailsOrGivesNothing_IsDown(string driver, string query, string reason)
    {
        var result = await Probing.RunAsync(Check("127.0.0.1", driver) with { Query = query });

        Assert.StartsWith(reason, result.Detail, StringComparison.Ordinal);
        Assert.Equal(CheckStatus.BadResponse, result.Status);
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("mariadb")]
    public async Task WrongContent_IsDown(string driver) =>
        Assert.Equal(
            "the query was answered, but the first row does not match /^0/",
            (await Probing.RunAsync(Check("127.0.0.1", driver) with { Expected = new("^0") })).Detail);

    [Theory]
    [InlineData("postgres")]
    [InlineData("mariadb")]
    public async Task QueryThatChangesRows_IsUp_AndRunsOnce(string driver)
    {
        var check = Check("127.0.0.1", driver);

        Assert.Equal("the query gave no row", (await Probing.RunAsync(check with { Query = "create table by_odbc(a int)" })).Detail);
        Assert.Equal("the query changed 1 rows", (await Probing.RunAsync(check with { Query = "insert into by_odbc values (1)" })).Detail);
        Assert.True((await Probing.RunAsync(check with { Query = "select count(*) from by_odbc", Expected = new("^1$") })).IsUp);
    }

    [Theory]
    [InlineData("postgres", "select repeat('x', 300000), null, 'é'")]
    [InlineData("mariadb", "select repeat('x', 300000), null, 'é'")]
    public async Task LongAnswers_AreUp(string driver, string query) =>
        Assert.True((await Probing.RunAsync(Check("127.0.0.1", driver) with { Query = query, Expected = new("^x{65000}") })).IsUp);

    [Theory]
    [InlineData("Driver={Oracle};DBQ=//{host}:{port}/x", "the ODBC driver or data source cannot be used on this machine: "
        + "[unixODBC][Driver Manager]Can't open lib 'Oracle' : file not found (01000)")]
    [InlineData("DSN=nowhere", "the ODBC driver or data source cannot be used on this machine: [unixODBC][Driver Manager]Data source name "
        + "not found and no default driver specified (IM002)")]
    public async Task DriverThatIsNotInstalled_IsAnErrorInWords(string database, string reason) =>
        Assert.Equal(new(CheckStatus.Error, reason), await Probing.RunAsync(Check("127.0.0.1", "postgres") with { Database = database }));

    [Fact]
    public async Task Oracle_IsCheckedTheSameWay()
    {
        var check = Check("127.0.0.1", "postgres") with { Service = "oracle", Database = OdbcCheck.Oracle("XE") };

        Assert.Equal(CheckStatus.Error, (await Probing.RunAsync(check)).Status);
        Assert.True((await Probing.RunAsync(check with { Database = PostgresDriver })).IsUp);
    }

    [Fact]
    public async Task ManyProbesAtOnce_HaveTheirVerdicts()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 30)
            .Select(i => Probing.RunAsync(Check("127.0.0.1", i % 2 == 0 ? "postgres" : "mariadb"))));

        Assert.All(results, result => Assert.True(result.IsUp, result.Detail));
    }

    private OdbcCheck Check(string address, string driver)
    {
        postgres.Require();
        mariadb.Require();
        if (!File.Exists("/usr/share/psqlodbc/odbcinst.ini.template") || !File.Exists("/usr/share/odbc-mariadb/odbcinst.ini.template"))
            Assert.Skip("the ODBC drivers are not installed: apt-get install odbc-postgresql odbc-mariadb");
        var (port, database) = driver == "postgres" ? (postgres.Port, PostgresDriver) : (mariadb.Port, MariadbDriver);
        return new(new(IPAddress.Parse(address), port), Probing.Ample, "odbc", database, "u", "geheim", "select * from t", new(""));
    }
}
