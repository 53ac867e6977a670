namespace Ldirectord.RealServers.Support;

/// <summary>jamnntpd, a news server. It listens on IPv4 alone.</summary>
public class Jamnntpd : RealServer
{
    public int Port => Ports[0];

    protected override (string Program, string Package) Software => ("jamnntpd", "jamnntpd");

    protected override IEnumerable<string> Addresses => ["127.0.0.1"];

    /// <summary>Whom it lets in.</summary>
    protected virtual string Allowed => "127.0.0.1";

    protected override IEnumerable<string> Configure() =>
    [
        "-p", $"{Port}", "-m", "20", "-noecholog", "-l", "log",
        "-a", Write("allow", $"{Allowed} A A\n"),
        "-u", Write("users", ""),
        "-x", "/etc/jamnntpd.xlat", // the package's: it has to name a character set
        "-g", Write("groups", $"test.group A 2:205/454.77 {Folder.FullName}/messages\n"),
    ];
}

/// <summary>jamnntpd that lets in somebody else.</summary>
public sealed class ClosedJamnntpd : Jamnntpd
{
    protected override string Allowed => "192.0.2.1";
}
