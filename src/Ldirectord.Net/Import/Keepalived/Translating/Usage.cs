namespace Ldirectord.Import;

/// <summary>
/// Which statements of a virtual server were used, and which hold a value that keepalived refuses, so that none goes without a word.
/// </summary>
internal sealed class Usage
{
    private readonly HashSet<KeepalivedStatement> _used = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<KeepalivedStatement, string> _refused = new(ReferenceEqualityComparer.Instance);

    public void Add(KeepalivedStatement statement) => _used.Add(statement);

    public bool Contains(KeepalivedStatement statement) => _used.Contains(statement);

    public void Refuse(KeepalivedStatement statement, string why) => _refused[statement] = why;

    /// <summary>Why keepalived refuses the value; null if it takes it.</summary>
    public string? WhyRefused(KeepalivedStatement statement) => _refused.GetValueOrDefault(statement);
}
