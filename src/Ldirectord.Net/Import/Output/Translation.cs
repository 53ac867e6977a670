using System.Text;
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

    /// <summary>ldirectord.cf.</summary>
    public string Text(bool explains)
    {
        var text = new StringBuilder();
        Global.Write(text, explains);
        foreach (var service in _services)
        {
            text.Append('\n');
            service.Write(text, explains);
        }

        return text.ToString();
    }
}
