using System.Collections.Immutable;
using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>
/// What a virtual section means. Its lines are read first; then, in the original's order, fallback, virtual service and real servers are looked up.
/// </summary>
internal sealed class SectionBinder(NameResolver names, DiagnosticList report, MisplacedLines misplaced)
{
    private readonly Dictionary<ServiceId, (int Line, string Spelling)> _lines = [];

    /// <returns>Null after an error in what the virtual service is.</returns>
    public BoundSection? Bind(Section section)
    {
        var head = section.Head;
        var address = VirtualLine.Bind(head, report);
        var family = head.Name == "virtual6" ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        var settings = new SectionDirectives(family, address?.IsFirewallMark, report);
        BindLines(section, settings);

        string protocol = settings.Protocol ?? (address is { IsFirewallMark: false, Port: "53" or "domain" } ? "udp" : "tcp");
        bool isFirewallMark = address is { IsFirewallMark: true };
        var fallback = settings.Fallback is { } line
            ? line.Resolve(isFirewallMark ? null : protocol, isFirewallMark ? null : address?.Port, names, report, section.CompletedAt(line.Line.Number))
            : null;
        if (section.IsLastLine)
            report.Error(head.Number, head.Column, "the file ends with the first line of a virtual service: expected its real servers below, or an empty line");
        var id = address?.Resolve(protocol, names, report, section.CompletedAt(head.Number));

        // Of a service that is not known, too, every mistake is reported: any service of its family stands in for it.
        var servers = ImmutableArray.CreateBuilder<BoundRealServer>();
        var binder = new RealLineBinder(id ?? ServiceId.Mark(1, family), names, report);
        foreach (var real in settings.RealServers)
            binder.Bind(real, section.CompletedAt(real.Number), servers);
        var flags = settings.SchedulerFlags is { } words
            ? SchedulerFlagNames.Bind(words, settings.Scheduler, report, section.CompletedAt(words.Number))
            : ServiceFlags.None;
        if (id is null)
            return null;
        if (id.EndPoint is { Port: 0 } && settings.Persistence is null)
        {
            report.OriginalAccepts(head.Number, head.ValueColumn,
                "port 0 is every port, and serves nobody without persistent: expected persistent = seconds, or one port", section.CompletedAt(head.Number));
        }

        CheckDuplicate(section, id, address!.Port);
        return new BoundSection
        {
            Syntax = section,
            Id = id,
            Settings = settings,
            SchedulerFlags = flags,
            Fallback = fallback,
            RealServers = servers.ToImmutable(),
        };
    }

    /// <summary>A section that need not be bound again.</summary>
    /// <returns>
    /// False if there is one of the same virtual service already. Which error two of them are depends on how each is spelled, which is not known of this one.
    /// </returns>
    public bool Reserve(VirtualService service, int line) => _lines.TryAdd(service.Id, (line, ""));

    private void BindLines(Section section, SectionDirectives settings)
    {
        int end = 0;
        foreach (var line in section.Lines)
        {
            report.IsOfEnd = line.IsShort || line.HasOddIndent;
            bool isAfterEnd = end < section.Ends.Length && section.Ends[end] < line.Number;
            while (end < section.Ends.Length && section.Ends[end] <= line.Number)
                end++;
            if (line.Kind != LineKind.IndentedEmpty && line.Name is "virtual" or "virtual6")
            {
                report.Error(line.Number, line.Column, $"\"{line.Name}\" is indented: expected it in the first column, and its lines below it indented by a tab or four spaces");
                // What follows are the lines of another section.
                break;
            }

            if (line.IsShort)
                misplaced.TakeShort(line);
            else if (line.HasOddIndent)
                misplaced.TellOddIndent(line);
            else if (isAfterEnd)
                report.OriginalRefuses(line.Number, line.Column, "Perl ldirectord refuses this line: for it, the empty line above ends the virtual service");
            if (line.Kind != LineKind.IndentedEmpty)
                settings.Bind(line);
            else if (!line.HasOddIndent)
                report.OriginalRefuses(line.Number, line.Column, "Perl ldirectord refuses a line of blanks inside a virtual service");
        }

        report.IsOfEnd = false;
    }

    private void CheckDuplicate(Section section, ServiceId id, string spelling)
    {
        var head = section.Head;
        int reachedAt = section.CompletedAt(head.Number);
        if (_lines.TryAdd(id, (head.Number, spelling)))
            return;
        var first = _lines[id];
        string message = $"duplicate virtual service: line {head.Number} names {id}, as line {first.Line} does";
        // The original compares a port or a mark as it is spelled: 80 and 080 are two to it, and one to the kernel.
        if (id.EndPoint is null ? first.Spelling == spelling : !OnlySpelledApart(first.Spelling, spelling))
            report.Error(reachedAt, 0, message, reachedAt);
        else
            report.OriginalAccepts(reachedAt, 0, message, reachedAt);
    }

    private static bool OnlySpelledApart(string first, string second) =>
        first != second && (first.StartsWith('0') || second.StartsWith('0')) && first.Concat(second).All(char.IsAsciiDigit);
}
