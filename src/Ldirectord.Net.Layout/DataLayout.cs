using System.Runtime.InteropServices;

namespace Ldirectord.Layout;

/// <summary>
/// Where the program's data lies in the file. Types (MethodTables), which nothing writes to, go to the constants. Of types, of dictionaries
/// of generic code, and of constant objects the used ones come first, side by side. Otherwise the 0.2 MB that a director uses lie in all of
/// 9 MB, which the kernel then maps.
/// </summary>
internal sealed class DataLayout
{
    private const string Types = ".rodata.types";

    private readonly ObjectFile _file;
    private readonly int _source;
    private readonly int _types;

    /// <summary>All of the source, in the order in which it lay.</summary>
    private readonly List<Move> _moves = [];

    private DataLayout(ObjectFile file, int source, IReadOnlySet<string> used)
    {
        _file = file;
        _source = source;
        _types = file.Add(Types, SectionType.Content, SectionHeader.Allocated, DataKind.Alignment);
        Place(Pieces.Of(file, source), [.. used, .. TypesOfConstants()]);
    }

    public static bool IsDone(ObjectFile file) => file.IndexOf(Types) >= 0;

    /// <param name="used">Names of symbols; unknown ones count for nothing.</param>
    public static void Apply(ObjectFile file, IReadOnlySet<string> used)
    {
        var layout = new DataLayout(file, DehydratedData.Unpack(file), used);
        layout.DemandFit();
        layout.MoveContent();
        layout.MoveSymbols();
        layout.MoveRelocations();
    }

    /// <summary>
    /// Types go behind each other, the used ones first; of all other runs of pieces each stays where it is, and the used ones come first
    /// in it.
    /// </summary>
    private void Place(List<Piece> pieces, HashSet<string> used)
    {
        var (types, rest) = (0, 0);
        foreach (var piece in pieces.Where(piece => piece.Kind is { IsConstant: true }).OrderBy(IsUnused))
        {
            _moves.Add(new Move(piece.Start, piece.Length, _types, types));
            types += piece.Length;
        }

        foreach (var run in pieces.Where(piece => piece.Kind is not { IsConstant: true }).GroupBy(piece => piece.Run))
        {
            // The linker aligns the section; what begins at a multiple of its alignment goes on doing so.
            var alignment = (int)_file.Sections[_source].Header.Alignment;
            rest += ((run.First().Start - rest) % alignment + alignment) % alignment;
            foreach (var piece in run.OrderBy(IsUnused))
            {
                _moves.Add(new Move(piece.Start, piece.Length, _source, rest));
                rest += piece.Length;
            }
        }

        _moves.Sort((one, other) => one.From.CompareTo(other.From));

        bool IsUnused(Piece piece) => !piece.Names.Any(used.Contains);
    }

    /// <summary>A full collection reads the type of each constant object, for its length.</summary>
    private IEnumerable<string> TypesOfConstants()
    {
        var constants = _file.Symbols.Where(symbol => symbol.Section == _source && DataKind.IsObject(_file.NameOf(symbol)))
            .Select(symbol => symbol.Value).ToHashSet();
        foreach (var relocation in _file.RelocationsOf(_source)!.Relocations.ToArray().Where(one => constants.Contains(one.Offset)))
            yield return _file.NameOf(_file.Symbols[relocation.Symbol]);
    }

    /// <summary>Nobody names a place of the data by anything but the symbol of the piece that it lies in.</summary>
    private void DemandFit()
    {
        foreach (var relocations in _file.Sections.Where(one => one.Header.Type == SectionType.Relocations))
        {
            foreach (var relocation in relocations.Relocations)
            {
                var symbol = _file.Symbols[relocation.Symbol];
                if (symbol.Section != _source)
                    continue;
                // An end is the byte behind the last.
                var last = relocation.Type == Relocation.Address(_file.Machine) && relocation.Addend != 0 ? (int)relocation.Addend - 1 : 0;
                var (section, start) = Moved((int)symbol.Value);
                if (symbol.IsSection || Moved((int)symbol.Value + last) != (section, start + last))
                {
                    throw new InvalidDataException(
                        $"something names {_file.NameOf(symbol)} and {last} bytes, which no longer lie side by side");
                }
            }
        }
    }

    private void MoveContent()
    {
        var content = _file.Sections[_source].Content;
        foreach (var moves in _moves.GroupBy(move => move.Section))
        {
            var section = _file.Sections[moves.Key];
            section.Content = new byte[moves.Max(move => move.To + move.Length)];
            foreach (var move in moves)
                content.AsSpan(move.From, move.Length).CopyTo(section.Content.AsSpan(move.To));
        }
    }

    private void MoveSymbols()
    {
        foreach (ref var symbol in _file.Symbols.AsSpan())
        {
            if (symbol.Section != _source || symbol.IsSection)
                continue;
            var (section, offset) = Moved((int)symbol.Value);
            (symbol.Section, symbol.Value) = ((ushort)section, (ulong)offset);
        }
    }

    private void MoveRelocations()
    {
        var relocations = _file.RelocationsOf(_source)!;
        var moved = relocations.Relocations.ToArray().Select(relocation => (Relocation: relocation, To: Moved((int)relocation.Offset)))
            .ToLookup(one => one.To.Section, one => one.Relocation with { Offset = (ulong)one.To.Offset });
        relocations.Content = MemoryMarshal.AsBytes(moved[_source].ToArray().AsSpan()).ToArray();
        _file.AddRelocations(_types, [.. moved[_types]]);
    }

    private (int Section, int Offset) Moved(int at)
    {
        var index = _moves.BinarySearch(new Move(at, 0, 0, 0), Move.ByStart);
        var move = _moves[index >= 0 ? index : ~index - 1];
        return (move.Section, at - move.From + move.To);
    }

    /// <summary>A part of the data, where it lay, and where it goes to.</summary>
    private readonly record struct Move(int From, int Length, int Section, int To)
    {
        public static readonly Comparer<Move> ByStart = Comparer<Move>.Create((one, other) => one.From.CompareTo(other.From));
    }
}
