using System.Net;
using System.Text.RegularExpressions;
using Ldirectord.Checks;

namespace Ldirectord.Config;

/// <summary>The directives of a virtual section about its check: kind, service, request, expected answer, login.</summary>
internal sealed partial class CheckDirectives(CheckDirectory directory)
{
    public CheckType CheckType { get; private set; }

    public NegotiateService? Service { get; private set; }

    /// <summary>Whether the name of the service was looked for in checkdirectory.</summary>
    public bool AsksForProgram { get; private set; }

    public string CheckCommand { get; private set; } = "/bin/true";

    /// <summary>The line of checkcommand; null if not set.</summary>
    public Line? CommandLine { get; private set; }

    public int? CheckPort { get; private set; }

    /// <summary>The line of checkaddress, whose host is looked up later; null if not set.</summary>
    public Line? AddressLine { get; private set; }

    /// <summary>checkprotocol: whether the check goes over UDP; null for the virtual service's protocol.</summary>
    public bool? OverUdp { get; private set; }

    /// <summary>helo: the name that an SMTP check gives; null if not set.</summary>
    public string? Helo { get; private set; }

    /// <summary>The line of checkprotocol = sctp; null for another transport.</summary>
    public Line? SctpLine { get; private set; }

    /// <summary>The also lines: request and pattern, which may be empty.</summary>
    public List<(string Request, string Receive)> Also { get; } = [];

    public string? Request { get; private set; }

    /// <summary>Content of requestfile, its bytes as Latin-1; used instead of <see cref="Request"/>.</summary>
    public string? RequestFile { get; private set; }

    public string? Receive { get; private set; }

    public string? ReceiveNot { get; private set; }

    public string? Login { get; private set; }

    public string? Password { get; private set; }

    public string? Database { get; private set; }

    public string? Secret { get; private set; }

    /// <returns>Whether the line is one of these directives.</returns>
    public bool TryBind(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "checktype":
                BindCheckType(line);
                return true;
            case "service":
                BindService(line);
                return true;
            case "checkcommand":
                (CheckCommand, CommandLine) = (line.TextOrQuoted() ?? CheckCommand, line.Line);
                return true;
            case "checkport":
                BindPort(line);
                return true;
            case "checkaddress":
                line.IsOurs();
                AddressLine = line.NotEmpty() is null ? AddressLine : line.Line;
                return true;
            case "checkprotocol":
                line.IsOurs();
                BindProtocol(line);
                return true;
            case "also":
                line.IsOurs();
                BindAlso(line);
                return true;
            case "helo":
                line.IsOurs();
                BindHelo(line);
                return true;
            case "request":
                Request = line.QuotedNotEmpty() ?? Request;
                return true;
            case "requestfile":
                line.IsOurs();
                RequestFile = Config.RequestFile.Read(line) ?? RequestFile;
                return true;
            case "receive":
                Receive = line.QuotedNotEmpty() ?? Receive;
                if (Receive is not null && !PerlPattern.TryCompile(Receive, out string reason))
                    line.OriginalAccepts($"receive is {reason}");
                return true;
            case "receivenot":
                line.IsOurs();
                ReceiveNot = line.QuotedNotEmpty() ?? ReceiveNot;
                if (ReceiveNot is not null && !PerlPattern.TryCompile(ReceiveNot, out string notReason))
                    line.Error($"receivenot is {notReason}");
                return true;
            case "login":
                Login = line.QuotedNotEmpty() ?? Login;
                return true;
            case "passwd":
                Password = line.QuotedNotEmpty() ?? Password;
                return true;
            case "database":
                Database = line.QuotedNotEmpty() ?? Database;
                return true;
            case "secret":
                Secret = line.QuotedNotEmpty() ?? Secret;
                return true;
            case "load":
                // Without effect in the original, too, which wants a word in it.
                if (line.QuotedNotEmpty() is { } load && !load.Any(ValueSyntax.IsWordCharacter))
                    line.Error("invalid load: expected a word between the quotes");
                return true;
            default:
                return false;
        }
    }

    private void BindCheckType(DirectiveReader line)
    {
        if (Ldirectord.Config.CheckType.Parse(line.Text) is not { } type)
        {
            const string words = "connect, external, external-perl, negotiate, off, on, ping";
            string expected = DirectiveReader.InLowerCase(line.Text, words.Split(", ")) ?? $"{words}, a number, or connect,negotiate";
            line.Error($"invalid checktype \"{DirectiveReader.Shorten(line.Text)}\": expected {expected}");
        }
        else
        {
            CheckType = type;
        }
    }

    private void BindService(DirectiveReader line)
    {
        // The original reads the first word: "http-check" is http, unless it is the name of a program.
        string whole = ValueSyntax.OptionallyQuoted(line.Text);
        string name = ValueSyntax.FirstRun(line.Text, ValueSyntax.IsWordCharacter);
        var builtIn = NegotiateServices.Find(name);
        AsksForProgram = NegotiateServices.Find(whole) is null;
        bool isProgram = AsksForProgram && directory.Has(whole);
        if ((isProgram ? directory.Find(whole, line) : builtIn) is not { } service)
        {
            string expected = DirectiveReader.InLowerCase(name, NegotiateServices.Names.Split(", ")) ?? NegotiateServices.Names;
            if (!isProgram)
                line.Error($"invalid service \"{DirectiveReader.Shorten(name)}\": expected {expected}{directory.Hint}");
            return;
        }

        Service = service;
        if (builtIn?.IsOurs ?? true)
            line.OriginalRefusesValue();
    }

    private void BindProtocol(DirectiveReader line)
    {
        if (line.Text is "tcp" or "udp" or "sctp")
        {
            OverUdp = line.Text == "sctp" ? null : line.Text == "udp";
            SctpLine = line.Text == "sctp" ? line.Line : null;
        }
        else
            line.Error($"invalid checkprotocol \"{DirectiveReader.Shorten(line.Text)}\": expected tcp, udp or sctp");
    }

    private void BindHelo(DirectiveReader line)
    {
        string name = ValueSyntax.OptionallyQuoted(line.Text);
        // RFC 5321 section 4.5.3.1.2: a domain has at most 255 octets.
        if (name.Length is > 0 and <= 255 && name.All(c => c is > ' ' and < '\x7F'))
            Helo = name;
        else
            line.Error($"invalid helo \"{DirectiveReader.Shorten(line.Text)}\": expected a host name, or an address as in [192.0.2.1]");
    }

    /// <summary>also = "request"[, "receive"]; both may contain quotes.</summary>
    private void BindAlso(DirectiveReader line)
    {
        var texts = AlsoPattern().Match(line.Text);
        string receive = texts.Groups["receive"].Value;
        if (!texts.Success || texts.Groups["request"].Length == 0)
            line.Error("invalid also: expected \"request\" or \"request\", \"receive\"");
        else if (receive.Length > 0 && !PerlPattern.TryCompile(receive, out string reason))
            line.Error($"receive of also is {reason}");
        else
            Also.Add((texts.Groups["request"].Value, receive));
    }

    [GeneratedRegex("""^"(?<request>.*?)"((\s*,\s*|\s+)"(?<receive>.*)")?$""", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex AlsoPattern();

    private void BindPort(DirectiveReader line)
    {
        int port = ValueSyntax.Digits(line.Text) is { Length: > 0 } digits ? ValueSyntax.Clamp(digits, int.MaxValue) : 0;
        if (port is >= 1 and <= IPEndPoint.MaxPort)
        {
            CheckPort = port;
            line.WarnOfRest($"{port}", "a port alone");
        }
        else
        {
            line.Error($"invalid checkport \"{DirectiveReader.Shorten(line.Text)}\": expected a number, 1..65535");
        }
    }
}
