using System.Collections.Immutable;
using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>
/// Binds virtual sections: reads a section's lines, then looks up the names of its fallback, its virtual service and its real servers.
/// </summary>
internal sealed class SectionBinder(NameResolver names, MisplacedLines misplaced, CheckDirectory directory)
{
    private readonly Dictionary<ServiceId, (int Line, string Spelling)> _lines = [];

    /// <returns>Null after an error in the virtual service's own line.</returns>
    public BoundSection? Bind(Section section, DiagnosticList diagnostics)
    {
        var head = section.Head;
        var address = VirtualLine.Parse(head, diagnostics);
        var family = head.Name == "virtual6" ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        var directives = new SectionDirectives(family, address?.IsFirewallMark, directory, diagnostics);
        BindLines(section, directives, diagnostics);
        if (section.IsLastLine)
        {
            diagnostics.Error(head.Number, head.Column,
                "the file ends with the first line of a virtual service: expected its real servers below, or an empty line");
        }

        string protocol = directives.Protocol ?? (address is { IsFirewallMark: false, Port: "53" or "domain" } ? "udp" : "tcp");
        bool isFirewallMark = address is { IsFirewallMark: true };
        var fallback = directives.Fallback?.Resolve(
            isFirewallMark ? null : protocol, isFirewallMark ? null : address?.Port, names, diagnostics);
        var id = address?.Resolve(protocol, names, diagnostics);

        // Mistakes are reported even if the service is unknown: any service of its family stands in for it.
        var servers = ImmutableArray.CreateBuilder<BoundRealServer>();
        var binder = new RealLineBinder(id ?? ServiceId.Mark(1, family), names, diagnostics);
        foreach (var real in directives.RealServers)
            binder.Bind(real, servers);
        var flags = directives.SchedulerFlags is { } words
            ? SchedulerFlagNames.Bind(words, directives.Scheduler, diagnostics)
            : ServiceFlags.None;
        TransportRules.Demand(directives, isFirewallMark ? "fwm" : protocol, diagnostics);
        var checkAddress = directives.Check.AddressLine is { } line ? CheckTarget.ParseAddress(line, family, names, diagnostics) : null;
        WeightDirectives.RefuseSlowStart(directives, diagnostics);
        directives.Programs.Refuse(diagnostics);
        if (id is null)
            return null;
        if (id.EndPoint is { Port: 0 } && directives.Persistence is null)
        {
            diagnostics.OriginalAccepts(head.Number, head.ValueColumn,
                "port 0 (every port) serves no client without persistent: expected persistent = seconds, or one port");
        }

        CheckDuplicate(head, id, address!.Port, diagnostics);
        return new BoundSection
        {
            Section = section,
            Id = id,
            Directives = directives,
            SchedulerFlags = flags,
            Fallback = fallback,
            RealServers = servers.ToImmutable(),
            Names = binder.Names,
            CheckAddress = checkAddress,
        };
    }

    /// <summary>Remembers the virtual service of a section that is known from the previous configuration.</summary>
    /// <returns>
    /// False if another section has the same virtual service. Which error that is depends on both spellings, and this one's is not known.
    /// </returns>
    public bool Reserve(VirtualService service, int line) => _lines.TryAdd(service.Id, (line, ""));

    private void BindLines(Section section, SectionDirectives directives, DiagnosticList diagnostics)
    {
        foreach (var line in section.Lines)
        {
            if (line.Kind != LineKind.IndentedEmpty && line.Name is "virtual" or "virtual6")
            {
                diagnostics.Error(line.Number, line.Column, MisplacedLines.IndentedHeadMessage(line));
                // The next lines belong to another section.
                return;
            }

            if (line.IsShort)
                misplaced.TakeShort(line);
            else if (line.HasOddIndent)
                MisplacedLines.WarnOfOddIndent(line, diagnostics);
            else if (line.FollowsEmptyLine)
            {
                diagnostics.OriginalRefuses(line.Number, line.Column,
                    "Perl ldirectord refuses this line, since it ends the virtual service at the empty line above");
            }

            if (line.Kind != LineKind.IndentedEmpty)
                directives.Bind(line);
            else if (!line.HasOddIndent)
                diagnostics.OriginalRefuses(line.Number, line.Column, "Perl ldirectord refuses a line of blanks inside a virtual service");
        }
    }

    private void CheckDuplicate(Line head, ServiceId id, string spelling, DiagnosticList diagnostics)
    {
        if (_lines.TryAdd(id, (head.Number, spelling)))
            return;
        var first = _lines[id];
        string message = $"duplicate virtual service: {id} is defined at line {first.Line} already";
        // The original compares ports and marks as they are spelled: for it 80 and 080 are two services, for the kernel one.
        if (id.EndPoint is null ? first.Spelling == spelling : !DifferInSpellingOnly(first.Spelling, spelling))
            diagnostics.Error(head.Number, head.ValueColumn, message);
        else
            diagnostics.OriginalAccepts(head.Number, head.ValueColumn, message);
    }

    private static bool DifferInSpellingOnly(string first, string second) =>
        first != second && (first.StartsWith('0') || second.StartsWith('0')) && first.Concat(second).All(char.IsAsciiDigit);
}
