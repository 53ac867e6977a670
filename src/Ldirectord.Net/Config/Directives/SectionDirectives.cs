using System.Net.Sockets;

namespace Ldirectord.Config;

/// <summary>The directives of one virtual section as written; values that depend on others or on look-ups are bound later.</summary>
internal sealed class SectionDirectives(
    AddressFamily family, bool? isFirewallMark, CheckDirectory directory, DiagnosticList diagnostics)
{
    public SharedDirectives Shared { get; } = new();

    /// <summary>The last fallback line.</summary>
    public FallbackLine? Fallback { get; private set; }

    public List<Line> RealServers { get; } = [];

    public CheckDirectives Check { get; } = new(directory);

    public HttpDirectives Http { get; } = new();

    public TlsDirectives Tls { get; } = new();

    public ProgramDirectives Programs { get; } = new();

    public WeightDirectives Weights { get; } = new();

    public WatchDirectives Watch { get; } = new();

    public CheckWayDirectives Way { get; } = new();

    /// <summary>"tcp", "udp" or "sctp"; null if not set.</summary>
    public string? Protocol { get; private set; }

    public Line? ProtocolLine { get; private set; }

    public string Scheduler { get; private set; } = "wrr";

    /// <summary>The schedflags line, bound when the section is complete, because the words depend on the scheduler.</summary>
    public Line? SchedulerFlags { get; private set; }

    public uint? Persistence { get; private set; }

    /// <summary>The line of persistenceengine = sip; null if not set.</summary>
    public Line? PersistenceEngineLine { get; private set; }

    public byte? NetmaskBits { get; private set; }

    public bool OnePacket { get; private set; }

    public string? MonitorFile { get; private set; }

    public string? ServiceName { get; private set; }

    public string? Comment { get; private set; }

    /// <summary>Whether the section's meaning depends on files: of checkuser, on passwd(5).</summary>
    public bool NamesFiles => MonitorFile is not null || Check.RequestFile is not null || Tls.HasCaFile || Check.AsksForProgram
        || Programs.UserLine is not null;

    private bool IsIPv6 => family == AddressFamily.InterNetworkV6;

    public void Bind(Line line)
    {
        var reader = new DirectiveReader(line, diagnostics);
        if (line.Kind == LineKind.Other)
            reader.Unknown();
        else if (!Shared.TryBind(reader) && !BindServers(line) && !Check.TryBind(reader) && !Http.TryBind(reader) && !Tls.TryBind(reader)
            && !Programs.TryBind(reader) && !Watch.TryBind(reader) && !BindKernel(line, reader) && !BindLabels(reader)
            && !Way.TryBind(reader, family) && !Weights.TryBind(reader))
            reader.Unknown();
    }

    private bool BindServers(Line line)
    {
        if (line.Name is not ("real" or "real6" or "fallback" or "fallback6"))
            return false;
        if (line.Name.EndsWith('6') != IsIPv6)
        {
            string expected = IsIPv6 ? $"{line.Name}6" : line.Name[..^1];
            string section = IsIPv6 ? "virtual6" : "virtual";
            diagnostics.Error(line.Number, line.Column, $"{line.Name} in a {section} section: expected {expected}");
        }
        else if (line.Name.StartsWith("real", StringComparison.Ordinal))
        {
            RealServers.Add(line);
        }
        else
        {
            Fallback = FallbackLine.Parse(line, diagnostics) ?? Fallback;
        }

        return true;
    }

    private bool BindKernel(Line line, DirectiveReader reader)
    {
        switch (reader.Name)
        {
            case "protocol":
                BindProtocol(reader);
                return true;
            case "scheduler":
                BindScheduler(reader);
                return true;
            case "schedflags":
                SchedulerFlags = reader.NotEmpty() is null ? SchedulerFlags : line;
                return true;
            case "persistent":
                BindPersistence(reader);
                return true;
            case "persistenceengine":
                reader.IsOurs();
                BindPersistenceEngine(reader);
                return true;
            case "netmask":
                NetmaskBits = NetmaskValue.Bind(reader, family) ?? NetmaskBits;
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
                if (reader.FileName(ValueSyntax.OptionallyQuoted(reader.Text), isMade: true) is not { } path)
                    return true;
                WritableFile.Demand(reader, path, anyKind: false);
                MonitorFile = path;
                return true;
            case "servicename":
                ServiceName = ValueSyntax.OptionallyQuoted(reader.Text);
                return true;
            case "comment":
                Comment = ValueSyntax.OptionallyQuoted(reader.Text);
                return true;
            default:
                return false;
        }
    }

    private void BindScheduler(DirectiveReader reader)
    {
        string scheduler = ValueSyntax.FirstRun(reader.Text, char.IsAsciiLetterLower);
        if (scheduler.Length == 0)
        {
            string expected = DirectiveReader.InLowerCase(reader.Text, KernelLimits.Schedulers) ?? "lower-case letters, as in wrr";
            reader.Error($"invalid scheduler \"{DirectiveReader.Shorten(reader.Text)}\": expected {expected}");
        }
        else if (scheduler.Length > KernelLimits.SchedulerLength)
        {
            reader.OriginalAccepts($"invalid scheduler \"{DirectiveReader.Shorten(scheduler)}\": "
                + $"expected at most {KernelLimits.SchedulerLength} letters (the kernel's limit)");
        }
        else
        {
            Scheduler = scheduler;
            if (!KernelLimits.Schedulers.Contains(scheduler))
            {
                reader.Warning($"Linux has no scheduler \"{scheduler}\", without which the virtual service cannot be added: "
                    + $"expected {string.Join(", ", KernelLimits.Schedulers)}");
            }
        }
    }

    private void BindProtocol(DirectiveReader reader)
    {
        string word = ValueSyntax.FirstRun(reader.Text, ValueSyntax.IsWordCharacter);
        bool fits = isFirewallMark switch
        {
            true => word == "fwm",
            false => word is "tcp" or "udp" or "sctp",
            null => word is "tcp" or "udp" or "sctp" or "fwm",
        };
        if (!fits)
        {
            string expected = isFirewallMark == true
                ? "fwm, since the virtual service is a firewall mark"
                : DirectiveReader.InLowerCase(word, "tcp", "udp", "sctp") ?? "tcp, udp or sctp";
            reader.Error($"invalid protocol \"{DirectiveReader.Shorten(word)}\": expected {expected}");
        }
        else if (word != "fwm")
        {
            (Protocol, ProtocolLine) = (word, reader.Line);
            if (word == "sctp")
                reader.OriginalRefusesValue();
        }
    }

    private void BindPersistenceEngine(DirectiveReader reader)
    {
        if (reader.Text == KernelLimits.PersistenceEngine)
            PersistenceEngineLine = reader.Line;
        else
            reader.Error($"invalid persistenceengine \"{DirectiveReader.Shorten(reader.Text)}\": expected sip");
    }

    private void BindPersistence(DirectiveReader reader)
    {
        string digits = ValueSyntax.Digits(reader.Text);
        int seconds = ValueSyntax.Clamp(digits, int.MaxValue);
        if (digits.Length == 0)
            reader.Error($"invalid persistent \"{DirectiveReader.Shorten(reader.Text)}\": expected seconds");
        else if (seconds is < 1 or > KernelLimits.PersistenceSeconds)
        {
            reader.OriginalAccepts($"invalid persistent {DirectiveReader.Shorten(digits)}: "
                + $"expected 1..{KernelLimits.PersistenceSeconds} seconds (ipvsadm's limit)");
        }
        else
        {
            Persistence = (uint)seconds;
            reader.WarnOfSeconds(seconds);
        }
    }
}
