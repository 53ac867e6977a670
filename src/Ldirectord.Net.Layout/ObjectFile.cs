using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Ldirectord.Layout;

/// <summary>A relocatable ELF file of 64 bits, little-endian (elf(5)): what a compiler hands to the linker.</summary>
internal sealed class ObjectFile
{
    private const int HeaderLength = 64;
    private const int SectionsAt = 40;
    private const int MachineAt = 18;
    private const int SectionCountAt = 60;
    private const int SectionNamesAt = 62;
    private const ushort X86 = 62;
    private const ushort Arm = 183;

    private readonly byte[] _header;
    private readonly Section _names;
    private readonly byte[] _symbolNames;

    private ObjectFile(byte[] header, List<Section> sections, Section names)
    {
        _header = header;
        Sections = sections;
        _names = names;
        var symbols = sections.Single(section => section.Header.Type == SectionType.Symbols);
        Symbols = MemoryMarshal.Cast<byte, Symbol>(symbols.Content).ToArray();
        _symbolNames = sections[(int)symbols.Header.Link].Content;
        Machine = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(MachineAt)) switch
        {
            X86 => Machine.X86,
            Arm => Machine.Arm,
            var other => throw new InvalidDataException($"processor {other} is neither x86-64 (62) nor arm64 (183)"),
        };
    }

    public Machine Machine { get; }

    public List<Section> Sections { get; }

    public Symbol[] Symbols { get; }

    public static ObjectFile Read(byte[] file)
    {
        if (file.Length < HeaderLength || !file.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("not an ELF file of 64 bits, little-endian");
        var count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(SectionCountAt));
        var at = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(SectionsAt));
        var headers = MemoryMarshal.Cast<byte, SectionHeader>(file.AsSpan(at, count * SectionHeader.Length)).ToArray();
        var sections = headers.Select(header => new Section
        {
            Header = header,
            Content = header.Type is SectionType.None or SectionType.NoBits ? []
                : file.AsSpan((int)header.Offset, (int)header.Size).ToArray(),
        }).ToList();
        var names = sections[BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(SectionNamesAt))];
        foreach (var section in sections)
            section.Name = Text(names.Content, section.Header.Name);
        return new ObjectFile(file[..HeaderLength], sections, names);
    }

    public int IndexOf(string section) => Sections.FindIndex(one => one.Name == section);

    public string NameOf(Symbol symbol) => Text(_symbolNames, symbol.Name);

    /// <summary>The index of the symbol that stands for a section itself.</summary>
    public int SymbolOf(int section) =>
        Array.FindIndex(Symbols, symbol => symbol.IsSection && symbol.Section == section) is var index and >= 0 ? index
            : throw new InvalidDataException($"section {Sections[section].Name} has no symbol");

    /// <summary>The relocations of a section, null if it has none.</summary>
    public Section? RelocationsOf(int section) =>
        Sections.Find(one => one.Header.Type == SectionType.Relocations && one.Header.Info == section);

    /// <returns>The new section's index.</returns>
    public int Add(string name, SectionType type, ulong flags, ulong alignment)
    {
        Sections.Add(new Section
        {
            Name = name,
            Content = [],
            Header = new SectionHeader { Name = (uint)_names.Content.Length, Type = type, Flags = flags, Alignment = alignment },
        });
        _names.Content = [.. _names.Content, .. Encoding.ASCII.GetBytes(name), 0];
        return Sections.Count - 1;
    }

    public void AddRelocations(int section, ReadOnlySpan<Relocation> relocations)
    {
        var added = Sections[Add($".rela{Sections[section].Name}", SectionType.Relocations, 0, sizeof(ulong))];
        added.Content = MemoryMarshal.AsBytes(relocations).ToArray();
        added.Header = added.Header with
        {
            Link = (uint)Sections.FindIndex(one => one.Header.Type == SectionType.Symbols),
            Info = (uint)section,
            EntrySize = Relocation.Length,
        };
    }

    /// <summary>The file with <see cref="Sections"/> and <see cref="Symbols"/> as they are now.</summary>
    public void Write(Stream output)
    {
        Sections.Single(section => section.Header.Type == SectionType.Symbols).Content = MemoryMarshal.AsBytes(Symbols.AsSpan()).ToArray();
        var position = (ulong)HeaderLength;
        foreach (var section in Sections.Where(section => section.Header.Type != SectionType.None))
        {
            var isEmpty = section.Header.Type == SectionType.NoBits;
            position = isEmpty ? position : Aligned(position, section.Header.Alignment);
            section.Header = section.Header with
            {
                Offset = position,
                Size = isEmpty ? section.Header.Size : (ulong)section.Content.Length,
            };
            position += (ulong)section.Content.Length;
        }

        position = Aligned(position, sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(_header.AsSpan(SectionsAt), position);
        BinaryPrimitives.WriteUInt16LittleEndian(_header.AsSpan(SectionCountAt), (ushort)Sections.Count);
        output.Write(_header);
        foreach (var section in Sections.Where(section => section.Content.Length > 0))
        {
            Fill(section.Header.Offset);
            output.Write(section.Content);
        }

        Fill(position);
        output.Write(MemoryMarshal.AsBytes(Sections.Select(section => section.Header).ToArray().AsSpan()));

        void Fill(ulong until) => output.Write(new byte[until - (ulong)output.Position]);

        static ulong Aligned(ulong position, ulong alignment) =>
            alignment < 2 ? position : (position + alignment - 1) / alignment * alignment;
    }

    private static string Text(byte[] table, uint at)
    {
        var text = table.AsSpan((int)at);
        return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }
}
