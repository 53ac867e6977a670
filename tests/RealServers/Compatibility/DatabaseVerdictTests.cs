using Ldirectord.RealServers.Support;

namespace Ldirectord.RealServers.Compatibility;

/// <summary>
/// ldap, ldaps, mysql and pgsql: where the original says up or down, so do we; what differs is named, and a row of docs/differences.md.
/// oracle cannot be compared: the original needs Oracle's own client.
/// </summary>
public sealed class DatabaseVerdictTests(Slapd slapd, StrictSlapd strict, Mariadb mariadb, Postgres postgres)
    : IClassFixture<Slapd>, IClassFixture<StrictSlapd>, IClassFixture<Mariadb>, IClassFixture<Postgres>
{
    private const string Admin = "login=\"cn=u,dc=example,dc=test\"|passwd=\"p\"";
    private const string User = "login=\"u\"|passwd=\"geheim\"";

    [Theory]
    [InlineData("real=127.0.0.1:LDAP masq|service=ldap|request=\"dc=example,dc=test\"")]
    [InlineData("real=127.0.0.1:LDAP masq|service=ldap|request=\"dc=example,dc=test\"|receive=\"^dc=example\"")]
    [InlineData("real=127.0.0.1:LDAP masq|service=ldap|request=\"dc=example,dc=test\"|receive=\"other\"")]
    [InlineData("real=127.0.0.1:LDAP masq|service=ldap|request=\"dc=nowhere\"")]
    [InlineData("real=127.0.0.1:LDAP masq|service=ldap")]
    [InlineData("real=127.0.0.1:LDAP masq|service=ldap|request=\"ou=hidden,dc=example,dc=test\"")]
    [InlineData("real=127.0.0.1:LDAP masq|service=ldap|request=\"ou=hidden,dc=example,dc=test\"|" + Admin)]
    [InlineData("real=127.0.0.1:LDAP masq|service=ldap|request=\"dc=example,dc=test\"|login=\"cn=u,dc=example,dc=test\"|passwd=\"wrong\"")]
    [InlineData("real=127.0.0.1:STRICT masq|service=ldap|request=\"dc=example,dc=test\"")]
    [InlineData("real=127.0.0.1:LDAPS masq|service=ldaps|request=\"dc=example,dc=test\"")]
    [InlineData("real=127.0.0.1:9 masq|service=ldap|request=\"dc=example,dc=test\"")]
    [InlineData("real=127.0.0.1:MYSQL masq|service=mysql|" + User + "|database=\"d\"|request=\"SELECT * FROM t\"")]
    [InlineData("real=127.0.0.1:MYSQL masq|service=mysql|" + User + "|database=\"d\"|request=\"SELECT * FROM e\"")]
    [InlineData("real=127.0.0.1:MYSQL masq|service=mysql|" + User + "|database=\"d\"|request=\"SELECT * FROM nowhere\"")]
    [InlineData("real=127.0.0.1:MYSQL masq|service=mysql|" + User + "|database=\"nowhere\"|request=\"SELECT 1\"")]
    [InlineData("real=127.0.0.1:MYSQL masq|service=mysql|" + User + "|request=\"SELECT 1\"")]
    [InlineData("real=127.0.0.1:MYSQL masq|service=mysql|login=\"u\"|passwd=\"wrong\"|database=\"d\"|request=\"SELECT 1\"")]
    [InlineData("real=127.0.0.1:9 masq|service=mysql|" + User + "|database=\"d\"|request=\"SELECT 1\"")]
    [InlineData("real=127.0.0.1:PGSQL masq|service=pgsql|" + User + "|database=\"u\"|request=\"SELECT * FROM t\"")]
    [InlineData("real=127.0.0.1:PGSQL masq|service=pgsql|" + User + "|database=\"u\"|request=\"SELECT * FROM e\"")]
    [InlineData("real=127.0.0.1:PGSQL masq|service=pgsql|" + User + "|database=\"u\"|request=\"SELECT * FROM nowhere\"")]
    [InlineData("real=127.0.0.1:PGSQL masq|service=pgsql|login=\"u\"|passwd=\"wrong\"|database=\"u\"|request=\"SELECT 1\"")]
    [InlineData("real=127.0.0.1:9 masq|service=pgsql|" + User + "|database=\"u\"|request=\"SELECT 1\"")]
    public async Task Verdict_IsTheOriginals(string service)
    {
        var section = Filled(service);

        var ours = await Verdicts.OursAsync(section);

        Assert.True(await Verdicts.OriginalAsync(section) == ours.IsUp, $"ours: {ours}");
    }

    /// <summary>The original does not look at the row.</summary>
    [Theory]
    [InlineData("real=127.0.0.1:MYSQL masq|service=mysql|" + User + "|database=\"d\"|request=\"SELECT 0\"|receive=\"1\"")]
    [InlineData("real=127.0.0.1:PGSQL masq|service=pgsql|" + User + "|database=\"u\"|request=\"SELECT 0\"|receive=\"1\"")]
    public async Task RowThatDoesNotMatch_IsDown_AndUpToTheOriginal(string service)
    {
        var section = Filled(service);

        var ours = await Verdicts.OursAsync(section);

        Assert.False(ours.IsUp, $"ours: {ours}");
        Assert.True(await Verdicts.OriginalAsync(section));
    }

    [Theory]
    [InlineData("real6=[::1]:PGSQL masq|service=pgsql|" + User + "|database=\"u\"|request=\"SELECT 1\"")]
    public async Task HealthyServerThatTheOriginalMisses_IsUp(string service)
    {
        var section = Filled(service);

        var ours = await Verdicts.OursAsync(section);

        Assert.True(ours.IsUp, $"ours: {ours}");
        Assert.NotEqual(true, await Verdicts.OriginalAsync(section));
    }

    private string Filled(string service)
    {
        RealServer[] servers = [slapd, strict, mariadb, postgres];
        foreach (var server in servers)
            server.Require();
        return service
            .Replace(":LDAPS ", $":{slapd.TlsPort} ", StringComparison.Ordinal)
            .Replace(":LDAP ", $":{slapd.Port} ", StringComparison.Ordinal)
            .Replace(":STRICT ", $":{strict.Port} ", StringComparison.Ordinal)
            .Replace(":MYSQL ", $":{mariadb.Port} ", StringComparison.Ordinal)
            .Replace(":PGSQL ", $":{postgres.Port} ", StringComparison.Ordinal);
    }
}
