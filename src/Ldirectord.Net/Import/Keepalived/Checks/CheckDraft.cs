using System.Net;

namespace Ldirectord.Import;

/// <summary>
/// The check of one real server, as directives of its virtual service. ldirectord.cf has one check for a service; a real server's line has
/// only a request, a pattern, and the address that is checked, of its own.
/// </summary>
internal sealed class CheckDraft
{
    private readonly List<CfLine> _directives = [];
    private readonly List<CfLine> _notes = [];

    /// <summary>For the whole service.</summary>
    public IReadOnlyList<CfLine> Directives => _directives;

    /// <summary>What has no home, and why.</summary>
    public IReadOnlyList<CfLine> Notes => _notes;

    public CfLine? Request { get; set; }

    public CfLine? Receive { get; set; }

    /// <summary>The host that is checked instead; null for the real server itself.</summary>
    public IPAddress? Address { get; set; }

    /// <summary>The port that is checked instead; null for the real server's.</summary>
    public int? Port { get; set; }

    /// <summary>Two servers with the same key have the same check, but for what a real server's line may have.</summary>
    public string Key => string.Join('\n', _directives.Select(line => line.Text));

    public void Add(string name, string value, Origin from, string why) =>
        _directives.Add(new CfLine(CfLineKind.Directive, from, $"{name} = {value}", why));

    public void Loss(KeepalivedStatement statement, string why) => Loss(statement.From, statement.Text, why);

    public void Loss(Origin from, string text, string why) => _notes.Add(new CfLine(CfLineKind.Loss, from, text, why));

    public void Remark(KeepalivedStatement statement, string why) => Remark(statement.From, statement.Text, why);

    public void Remark(Origin from, string text, string why) => _notes.Add(new CfLine(CfLineKind.Remark, from, text, why));
}
