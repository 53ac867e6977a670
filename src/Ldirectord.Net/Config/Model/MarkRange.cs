namespace Ldirectord.Config;

/// <summary>checkmarks: firewall marks that checks through virtual addresses use, and nobody else.</summary>
/// <param name="First">From 1.</param>
/// <param name="Last">From <paramref name="First"/>.</param>
internal readonly record struct MarkRange(uint First, uint Last)
{
    /// <summary>0x4C440000 ("LD") and 65,535 more: far from the marks that firewalls and container networks use by default.</summary>
    public static MarkRange Default { get; } = new(0x4C440000, 0x4C44FFFF);

    public uint Count => Last - First + 1;

    public bool Contains(uint mark) => mark >= First && mark <= Last;

    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
