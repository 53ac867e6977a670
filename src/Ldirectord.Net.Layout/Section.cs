using System.Runtime.InteropServices;

namespace Ldirectord.Layout;

/// <summary>A section of an object file.</summary>
internal sealed class Section
{
    public required SectionHeader Header { get; set; }

    /// <summary>Empty if the file has none for it.</summary>
    public required byte[] Content { get; set; }

    public string Name { get; set; } = "";

    public Span<Relocation> Relocations => MemoryMarshal.Cast<byte, Relocation>(Content.AsSpan());
}

/// <summary>sh_type (elf(5)).</summary>
internal enum SectionType : uint
{
    None = 0,
    Content = 1,
    Symbols = 2,
    Relocations = 4,
    NoBits = 8,
}

/// <summary>Elf64_Shdr (elf(5)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct SectionHeader
{
    public const int Length = 64;

    /// <summary>SHF_ALLOC: in memory while the program runs, and only read.</summary>
    public const ulong Allocated = 2;

    public uint Name;
    public SectionType Type;
    public ulong Flags;
    public ulong Address;
    public ulong Offset;
    public ulong Size;
    public uint Link;
    public uint Info;
    public ulong Alignment;
    public ulong EntrySize;
}
