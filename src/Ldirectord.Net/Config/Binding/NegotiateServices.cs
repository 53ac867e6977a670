using System.Collections.Frozen;
using Ldirectord.Checks;
using Ldirectord.Networking;

namespace Ldirectord.Config;

/// <summary>
/// The services that "service =" can name: its name, the port it has by itself, and the check it becomes. A new check is a new file in Checks/ and its line
/// here.
/// </summary>
/// <param name="Port">Port that is checked where neither checkport nor the real server says one, and by which a virtual service's default is chosen; 0: none.</param>
internal sealed record NegotiateServices(string Name, int Port, Func<NegotiateSettings, Check> Create)
{
    /// <summary>The original does not have it.</summary>
    public bool IsOurs { get; init; }

    private static readonly NegotiateServices[] All =
    [
        new("none", 0, s => new AlwaysUpCheck(s.Target)),
        new("http", 80, s => Http(s, tls: false)),
        new("https", 443, s => Http(s, tls: true)),
        new("http_proxy", 3128, s => new HttpProxyCheck(s.Target, s.Timeout, s.TlsOfOthers, s.Http, s.Text, s.Expected)),
        new("simpletcp", 0, s => new SimpleTcpCheck(s.Target, s.Timeout, s.FromFile ? s.Request : SimpleTcpCheck.Expand(s.Request), s.Expected)),
        new("simpleudp", 0, s => new SimpleUdpCheck(s.Target, s.Timeout, s.FromFile ? s.Request : SimpleTcpCheck.Expand(s.Request), s.Expected)) { IsOurs = true },
        new("dns", 53, s => new DnsCheck(s.Target, s.Timeout, s.Udp, s.Text, s.Expected)),
        new("ftp", 21, s => new FtpCheck(s.Target, s.Timeout, s.Login, s.Password, s.Text, s.Expected)),
        new("imap", 143, s => new ImapCheck(s.Target, s.Timeout, s.TlsOnCommand, s.Login, s.Password)),
        new("imaps", 993, s => new ImapCheck(s.Target, s.Timeout, s.TlsAtOnce, s.Login, s.Password)),
        new("ldap", 389, s => Ldap(s, s.TlsOnCommand)),
        new("ldaps", 636, s => Ldap(s, s.TlsAtOnce)),
        new("mysql", 3306, s => new MysqlCheck(s.Target, s.Timeout, s.TlsIfDemanded, s.Login, s.Password, s.Database, SqlResult.Query(s.Text), s.Expected)),
        new("nntp", 119, s => new NntpCheck(s.Target, s.Timeout)),
        new("oracle", 1521, s => Odbc(s, "oracle", OdbcCheck.Oracle(s.Database))),
        new("pgsql", 5432, s => new PgsqlCheck(s.Target, s.Timeout, s.TlsIfDemanded, s.Login, s.Password, s.Database, SqlResult.Query(s.Text), s.Expected)),
        new("pop", 110, s => new PopCheck(s.Target, s.Timeout, s.TlsOnCommand, s.Login, s.Password)),
        new("pops", 995, s => new PopCheck(s.Target, s.Timeout, s.TlsAtOnce, s.Login, s.Password)),
        new("radius", 1812, s => new RadiusCheck(s.Target, s.Timeout, s.Login, s.Password, s.Secret)),
        new("sip", 5060, s => new SipCheck(s.Target, s.Timeout, s.Udp, s.Login, s.Password)),
        new("smtp", 25, s => new SmtpCheck(s.Target, s.Timeout, Submission: false, s.TlsOnCommand, s.Login, s.Password)),
        new("smtps", 465, s => new SmtpCheck(s.Target, s.Timeout, Submission: false, s.TlsAtOnce, s.Login, s.Password)) { IsOurs = true },
        new("submission", 587, s => new SmtpCheck(s.Target, s.Timeout, Submission: true, s.TlsOnCommand, s.Login, s.Password)),
        new("odbc", 0, s => Odbc(s, "odbc", s.Database)) { IsOurs = true },
    ];

    private static readonly FrozenDictionary<string, NegotiateServices> ByName = All.ToFrozenDictionary(service => service.Name);

    private static readonly FrozenDictionary<int, NegotiateServices> ByPort =
        All.Where(service => service.Port != 0).ToFrozenDictionary(service => service.Port);

    public static string Names { get; } = string.Join(", ", All.Select(service => service.Name).Order(StringComparer.Ordinal));

    public static NegotiateServices None { get; } = All[0];

    public static NegotiateServices? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The service of a virtual service that names none.</summary>
    /// <param name="virtualPort">Null for a firewall mark.</param>
    public static NegotiateServices Default(int? virtualPort) => ByPort.GetValueOrDefault(virtualPort ?? 0) ?? None;

    /// <summary>Whether it needs a query to be checked at all.</summary>
    public bool IsSql => Name is "mysql" or "pgsql" or "oracle" or "odbc";

    private static HttpCheck Http(NegotiateSettings s, bool tls)
    {
        string path = s.Text.StartsWith('/') ? s.Text : $"/{s.Text}";
        return new HttpCheck(s.Target, s.Timeout, tls ? s.TlsAtOnce : s.TlsOfOthers, s.Http, s.VirtualHost ?? s.Address, path, s.Expected);
    }

    // The original has a "/" in front of every request, and takes it off a DN again.
    private static LdapCheck Ldap(NegotiateSettings s, TlsSettings tls) =>
        new(s.Target, s.Timeout, tls, s.Login, s.Password, s.Text.StartsWith('/') ? s.Text[1..] : s.Text, s.Expected);

    private static OdbcCheck Odbc(NegotiateSettings s, string name, string database) =>
        new(s.Target, s.Timeout, name, database, s.Login, s.Password, SqlResult.Query(s.Text), s.Expected);
}
