using System.Runtime.InteropServices;

namespace Ldirectord.Layout;

/// <summary>Elf64_Sym (elf(5)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct Symbol
{
    private const int SectionKind = 3;

    public uint Name;
    public byte Info;
    public byte Other;
    public ushort Section;

    /// <summary>The offset in its section.</summary>
    public ulong Value;

    public ulong Size;

    /// <summary>The symbol stands for a section itself.</summary>
    public readonly bool IsSection => (Info & 0xf) == SectionKind;
}
