using Ldirectord.Text;

namespace Ldirectord.Import;

/// <summary>What an import has made: a configuration, and files beside it.</summary>
/// <param name="source">What was imported, for the first comment.</param>
internal sealed class Translation(string source)
{
    private readonly List<CfPart> _services = [];

    /// <summary>The directives of the whole file.</summary>
    public CfPart Global { get; } = new(null, $"Imported from {Printable.Of(source)} by ldirectord import.");

    public IReadOnlyList<CfPart> Services => _services;

    /// <summary>Every statement that was lost, in the order of the text.</summary>
    public IEnumerable<CfLine> Losses =>
        _services.Prepend(Global).SelectMany(part => part.Lines).Where(line => line.Kind == CfLineKind.Loss);

    /// <summary>The blocks that keepalived needs for its addresses; null without --keep-vrrp.</summary>
    public string? Kept { get; set; }

    /// <summary>Commands for a cluster that moves the addresses; null without --cluster.</summary>
    public string? Cluster { get; set; }

    /// <summary>A new virtual service.</summary>
    public CfPart Service(string head, string title, Origin from)
    {
        var part = new CfPart(head, title, from.Line);
        _services.Add(part);
        return part;
    }

    /// <summary>A section that check refuses as a whole.</summary>
    public void Refuse(CfPart service, string why)
    {
        _services.Remove(service);
        Global.Add(service.Lines.Where(line => line.Kind != CfLineKind.Directive));
        Global.Loss(new Origin(null, service.Line), service.Head ?? "", why);
    }

    /// <summary>The lines of ldirectord.cf.</summary>
    public IEnumerable<CfRow> Rows(bool explains) => Global.Rows(explains)
        .Concat(_services.SelectMany(service => service.Rows(explains).Prepend(new CfRow("", service, null))));

    /// <summary>ldirectord.cf.</summary>
    public string Text(bool explains) => string.Concat(Rows(explains).Select(row => $"{row.Text}\n"));
}
