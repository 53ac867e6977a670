namespace Ldirectord.RealServers.Support;

/// <summary>smtp-sink, which postfix comes with: an SMTP server that takes everything, one process for each address.</summary>
public class SmtpSink : RealServer
{
    public int Port => Ports[0];

    protected override (string Program, string Package) Software => ("smtp-sink", "postfix");

    protected override string[] Launcher => ProcessForEachArgument;

    /// <summary>What it does otherwise.</summary>
    protected virtual string Options => "";

    protected override IEnumerable<string> Configure() =>
        Addresses.Select(address => $"{(Environment.IsPrivilegedProcess ? "-u nobody" : "")} -h mail.example.test {Options} "
            + $"[{address}]:{Port} 100").ToList();
}

/// <summary>smtp-sink that knows HELO, and not EHLO.</summary>
public sealed class OldSmtpSink : SmtpSink
{
    protected override string Options => "-e";
}

/// <summary>smtp-sink that greets with 421 and closes the connection.</summary>
public sealed class ClosingSmtpSink : SmtpSink
{
    protected override string Options => "-Q CONNECT";
}

/// <summary>smtp-sink that keeps what it is sent in a file.</summary>
public sealed class KeepingSmtpSink : SmtpSink
{
    private string Kept => Path.Combine(Folder.FullName, "mails");

    public string Mails => File.Exists(Kept) ? File.ReadAllText(Kept) : "";

    protected override IEnumerable<string> Addresses => ["127.0.0.1"];

    protected override string Options
    {
        get
        {
            // It may run as somebody else.
            File.SetUnixFileMode(Folder.FullName, (UnixFileMode)0x1FF);
            return $"-D {Kept}";
        }
    }
}

/// <summary>smtp-sink that refuses every recipient.</summary>
public sealed class RefusingRecipientsSmtpSink : SmtpSink
{
    protected override string Options => "-f RCPT";
}

/// <summary>smtp-sink that refuses EHLO and HELO.</summary>
public sealed class RefusingSmtpSink : SmtpSink
{
    protected override string Options => "-f EHLO,HELO";
}

/// <summary>smtp-sink that closes the connection instead of an answer to EHLO.</summary>
public sealed class BreakingSmtpSink : SmtpSink
{
    protected override string Options => "-q EHLO";
}
