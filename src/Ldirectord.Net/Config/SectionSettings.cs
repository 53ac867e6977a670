using System.Net;
using System.Net.Sockets;
using Ldirectord.Checks;

namespace Ldirectord.Config;

/// <summary>The directives of one virtual section, as they are written; what needs other directives or the name service is looked at when it is complete.</summary>
internal sealed class SectionSettings(AddressFamily family, bool? isFirewallMark, Report report)
{
    public SharedSettings Shared { get; } = new();

    /// <summary>The last fallback counts.</summary>
    public FallbackLine? Fallback { get; private set; }

    public List<Line> RealServers { get; } = [];

    public CheckType CheckType { get; private set; }

    public NegotiateService? Service { get; private set; }

    public string CheckCommand { get; private set; } = "/bin/true";

    public int? CheckPort { get; private set; }

    public string HttpMethod { get; private set; } = "GET";

    public string? VirtualHost { get; private set; }

    public string? Request { get; private set; }

    public string? Receive { get; private set; }

    public string? Login { get; private set; }

    public string? Password { get; private set; }

    public string? Database { get; private set; }

    public string? Secret { get; private set; }

    /// <summary>"tcp" or "udp"; null if not said.</summary>
    public string? Protocol { get; private set; }

    public string Scheduler { get; private set; } = "wrr";

    /// <summary>Looked at when the section is complete, since it depends on the scheduler.</summary>
    public Line? SchedulerFlags { get; private set; }

    public uint? Persistence { get; private set; }

    public byte? NetmaskBits { get; private set; }

    public bool OnePacket { get; private set; }

    public string? MonitorFile { get; private set; }

    public string? ServiceName { get; private set; }

    public string? Comment { get; private set; }

    private bool IsIPv6 => family == AddressFamily.InterNetworkV6;

    public void Bind(Line line)
    {
        var reader = new DirectiveReader(line, report);
        if (line.Kind == LineKind.Other)
            reader.Unknown();
        else if (!Shared.TryBind(reader) && !BindServers(line) && !BindCheck(reader) && !BindKernel(line, reader) && !BindLabels(reader))
            reader.Unknown();
    }

    private bool BindServers(Line line)
    {
        if (line.Name is not ("real" or "real6" or "fallback" or "fallback6"))
            return false;
        if (line.Name.EndsWith('6') != IsIPv6)
        {
            string expected = IsIPv6 ? $"{line.Name}6" : line.Name[..^1];
            report.Error(line.Number, line.Column, $"{line.Name} in a {(IsIPv6 ? "virtual6" : "virtual")} section: expected {expected}");
        }
        else if (line.Name.StartsWith("real", StringComparison.Ordinal))
        {
            RealServers.Add(line);
        }
        else
        {
            Fallback = FallbackLine.Bind(line, report) ?? Fallback;
        }

        return true;
    }

    private bool BindCheck(DirectiveReader reader)
    {
        switch (reader.Name)
        {
            case "checktype":
                if (Ldirectord.Config.CheckType.Parse(reader.Text) is { } type)
                    CheckType = type;
                else
                    reader.Error($"invalid checktype \"{DirectiveReader.Shorten(reader.Text)}\": expected connect, external, external-perl, negotiate, off, on, ping or a number");
                return true;
            case "service":
                string name = Values.FirstRun(reader.Text, Values.IsWordCharacter);
                Service = NegotiateService.Find(name) ?? Service;
                if (NegotiateService.Find(name) is null)
                    reader.Error($"invalid service \"{DirectiveReader.Shorten(name)}\": expected {NegotiateService.Names}");
                return true;
            case "checkcommand":
                CheckCommand = reader.TextOrQuoted() ?? CheckCommand;
                return true;
            case "checkport":
                int port = Values.Digits(reader.Text) is { Length: > 0 } digits ? Values.Clamp(digits, int.MaxValue) : 0;
                if (port is >= 1 and <= IPEndPoint.MaxPort)
                    CheckPort = port;
                else
                    reader.Error($"invalid checkport \"{DirectiveReader.Shorten(reader.Text)}\": expected a number, 1..65535");
                return true;
            case "httpmethod":
                string method = Values.FirstRun(reader.Text, Values.IsWordCharacter).ToUpperInvariant();
                if (method is "GET" or "HEAD")
                    HttpMethod = method;
                else
                    reader.Error($"invalid httpmethod \"{DirectiveReader.Shorten(reader.Text)}\": expected GET or HEAD");
                return true;
            case "virtualhost":
                VirtualHost = Values.OptionallyQuoted(reader.Text) is { Length: > 0 } host ? host : null;
                return true;
            case "request":
                Request = reader.QuotedNotEmpty() ?? Request;
                return true;
            case "receive":
                Receive = reader.QuotedNotEmpty() ?? Receive;
                if (Receive is not null && !PerlPattern.TryCompile(Receive, out string reason))
                    reader.OriginalAccepts($"receive is {reason}");
                return true;
            case "login":
                Login = reader.QuotedNotEmpty() ?? Login;
                return true;
            case "passwd":
                Password = reader.QuotedNotEmpty() ?? Password;
                return true;
            case "database":
                Database = reader.QuotedNotEmpty() ?? Database;
                return true;
            case "secret":
                Secret = reader.QuotedNotEmpty() ?? Secret;
                return true;
            case "load":
                // The original reads it and does nothing with it.
                _ = reader.QuotedNotEmpty();
                return true;
            default:
                return false;
        }
    }

    private bool BindKernel(Line line, DirectiveReader reader)
    {
        switch (reader.Name)
        {
            case "protocol":
                BindProtocol(reader);
                return true;
            case "scheduler":
                string scheduler = Values.FirstRun(reader.Text, char.IsAsciiLetterLower);
                if (scheduler.Length == 0)
                    reader.Error($"invalid scheduler \"{DirectiveReader.Shorten(reader.Text)}\": expected lower-case letters, as in wrr");
                else if (scheduler.Length > KernelLimits.SchedulerLength)
                    reader.OriginalAccepts($"invalid scheduler \"{DirectiveReader.Shorten(scheduler)}\": expected at most {KernelLimits.SchedulerLength} letters, which is what the kernel has");
                else
                    Scheduler = scheduler;
                return true;
            case "schedflags":
                SchedulerFlags = reader.NotEmpty() is null ? SchedulerFlags : line;
                return true;
            case "persistent":
                BindPersistence(reader);
                return true;
            case "netmask":
                NetmaskBits = Netmask.Bind(reader, family) ?? NetmaskBits;
                return true;
            case "ops":
                OnePacket = reader.YesNo() ?? OnePacket;
                return true;
            default:
                return false;
        }
    }

    private bool BindLabels(DirectiveReader reader)
    {
        switch (reader.Name)
        {
            case "monitorfile":
                string path = Values.FileName(Values.OptionallyQuoted(reader.Text));
                if (WritableFile.WhyNot(path) is { } reason)
                    reader.Error($"cannot open monitorfile {DirectiveReader.ShortenPath(path)}: {reason}");
                MonitorFile = path;
                return true;
            case "servicename":
                ServiceName = Values.OptionallyQuoted(reader.Text);
                return true;
            case "comment":
                Comment = Values.OptionallyQuoted(reader.Text);
                return true;
            default:
                return false;
        }
    }

    private void BindProtocol(DirectiveReader reader)
    {
        string word = Values.FirstRun(reader.Text, Values.IsWordCharacter);
        bool fits = isFirewallMark switch { true => word == "fwm", false => word is "tcp" or "udp", null => word is "tcp" or "udp" or "fwm" };
        if (!fits)
            reader.Error($"invalid protocol \"{DirectiveReader.Shorten(word)}\": expected {(isFirewallMark == true ? "fwm, since the virtual service is a firewall mark" : "tcp or udp")}");
        else if (word != "fwm")
            Protocol = word;
    }

    private void BindPersistence(DirectiveReader reader)
    {
        string digits = Values.Digits(reader.Text);
        int seconds = Values.Clamp(digits, int.MaxValue);
        if (digits.Length == 0)
            reader.Error($"invalid persistent \"{DirectiveReader.Shorten(reader.Text)}\": expected seconds");
        else if (seconds is < 1 or > KernelLimits.PersistenceSeconds)
            reader.OriginalAccepts($"invalid persistent {DirectiveReader.Shorten(digits)}: expected 1..{KernelLimits.PersistenceSeconds} seconds, which is what ipvsadm takes");
        else
            Persistence = (uint)seconds;
    }
}
