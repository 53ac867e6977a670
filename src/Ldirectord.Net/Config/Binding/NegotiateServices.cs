using System.Collections.Frozen;
using Ldirectord.Checks;
using Ldirectord.Networking;

namespace Ldirectord.Config;

/// <summary>The services that "service =" can name. A new check is a new file in Checks/ and a line here.</summary>
internal static class NegotiateServices
{
    private static readonly NegotiateService[] All =
    [
        new("none", 0, s => new AlwaysUpCheck(s.Target)),
        new("http", 80, s => Http(s, tls: false)),
        new("https", 443, s => Http(s, tls: true)),
        new("http_proxy", 3128, s => new HttpProxyCheck(s.Target, s.Timeout, s.TlsOfOthers, s.Http, s.Text, s.Expected)),
        new("simpletcp", 0, s => new SimpleTcpCheck(s.Target, s.Timeout, Bytes(s), s.Expected)),
        new("simpleudp", 0, s => new SimpleUdpCheck(s.Target, s.Timeout, Bytes(s), s.Expected)) { IsOurs = true },
        new("dns", 53, s => new DnsCheck(s.Target, s.Timeout, s.Udp, s.Text, s.Expected)),
        new("ftp", 21, s => new FtpCheck(s.Target, s.Timeout, s.Login, s.Password, s.Text, s.Expected)),
        new("imap", 143, s => new ImapCheck(s.Target, s.Timeout, s.TlsOnCommand, s.Login, s.Password)),
        new("imaps", 993, s => new ImapCheck(s.Target, s.Timeout, s.TlsAtOnce, s.Login, s.Password)),
        new("ldap", 389, s => Ldap(s, s.TlsOnCommand)),
        new("ldaps", 636, s => Ldap(s, s.TlsAtOnce)),
        new("mysql", 3306, s => new MysqlCheck(
            s.Target, s.Timeout, s.TlsIfDemanded, s.Login, s.Password, s.Database, SqlResult.Query(s.Text), s.Expected)),
        new("nntp", 119, s => new NntpCheck(s.Target, s.Timeout)),
        new("oracle", 1521, s => Odbc(s, "oracle", OdbcCheck.Oracle(s.Database))),
        new("pgsql", 5432, s => new PgsqlCheck(
            s.Target, s.Timeout, s.TlsIfDemanded, s.Login, s.Password, s.Database, SqlResult.Query(s.Text), s.Expected)),
        new("pop", 110, s => new PopCheck(s.Target, s.Timeout, s.TlsOnCommand, s.Login, s.Password)),
        new("pops", 995, s => new PopCheck(s.Target, s.Timeout, s.TlsAtOnce, s.Login, s.Password)),
        new("radius", 1812, s => new RadiusCheck(s.Target, s.Timeout, s.Login, s.Password, s.Secret)),
        new("sip", 5060, s => new SipCheck(s.Target, s.Timeout, s.Udp, s.Login, s.Password)),
        new("smtp", 25, s => new SmtpCheck(s.Target, s.Timeout, Submission: false, s.TlsOnCommand, s.Login, s.Password, s.Helo)),
        new("smtps", 465, s => new SmtpCheck(s.Target, s.Timeout, Submission: false, s.TlsAtOnce, s.Login, s.Password, s.Helo))
        {
            IsOurs = true,
        },
        new("submission", 587, s => new SmtpCheck(s.Target, s.Timeout, Submission: true, s.TlsOnCommand, s.Login, s.Password, s.Helo)),
        new("odbc", 0, s => Odbc(s, "odbc", s.Database)) { IsOurs = true },
    ];

    private static readonly FrozenDictionary<string, NegotiateService> ByName = All.ToFrozenDictionary(service => service.Name);

    private static readonly FrozenDictionary<int, NegotiateService> ByPort =
        All.Where(service => service.Port != 0).ToFrozenDictionary(service => service.Port);

    public static string Names { get; } = string.Join(", ", All.Select(service => service.Name).Order(StringComparer.Ordinal));

    public static NegotiateService None { get; } = All[0];

    public static NegotiateService? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The service of a virtual service without "service =".</summary>
    /// <param name="virtualPort">Null for a firewall mark.</param>
    public static NegotiateService Default(int? virtualPort) => ByPort.GetValueOrDefault(virtualPort ?? 0) ?? None;

    private static string Bytes(NegotiateSettings s) => s.FromFile ? s.Request : SimpleTcpCheck.Expand(s.Request);

    private static HttpCheck Http(NegotiateSettings s, bool tls)
    {
        string path = s.Text.StartsWith('/') ? s.Text : $"/{s.Text}";
        return new HttpCheck(s.Target, s.Timeout, tls ? s.TlsAtOnce : s.TlsOfOthers, s.Http, s.VirtualHost ?? s.Address, path, s.Expected);
    }

    // As the original does: a "/" before a DN is left out.
    private static LdapCheck Ldap(NegotiateSettings s, TlsSettings tls) =>
        new(s.Target, s.Timeout, tls, s.Login, s.Password, s.Text.StartsWith('/') ? s.Text[1..] : s.Text, s.Expected);

    private static OdbcCheck Odbc(NegotiateSettings s, string name, string database) =>
        new(s.Target, s.Timeout, name, database, s.Login, s.Password, SqlResult.Query(s.Text), s.Expected);
}
