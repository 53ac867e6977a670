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
        Addresses.Select(address => $"{(Environment.IsPrivilegedProcess ? "-u nobody" : "")} -h mail.example.test {Options} [{address}]:{Port} 100").ToList();
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
