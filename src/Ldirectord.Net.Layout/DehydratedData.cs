using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ldirectord.Layout;

/// <summary>
/// The program's types and constants as the compiler packs them (IlcDehydrate, .NET 8 to 10): a stream of commands, which the runtime
/// unpacks into ".hydrated" at each start. Distances within a section are in the stream as numbers, all others as relocations.
/// </summary>
/// <remarks>
/// The stream: the distance to where the data goes, then commands up to its end, then the table of distances that commands name by number.
/// A command's byte has the kind in its low 3 bits and a number in the other 5; from 29 on 1 to 3 bytes follow, with the number less 28.
/// </remarks>
internal sealed class DehydratedData
{
    private const string Target = ".hydrated";
    private const string Start = "__dehydrated_data";
    private const int DistanceLength = 4;
    private const int LargestShort = 28;

    private readonly ObjectFile _file;
    private readonly Section _source;
    private readonly int _sourceSymbol;
    private readonly Dictionary<ulong, Relocation> _relocations;
    private readonly int _start;
    private readonly int _end;
    private readonly List<Relocation> _unpacked = [];
    private int _at;

    private DehydratedData(ObjectFile file)
    {
        _file = file;
        var symbol = Array.FindIndex(file.Symbols, symbol => file.NameOf(symbol) == Start);
        if (symbol < 0)
            throw new InvalidDataException($"no symbol {Start}: the compiler packs data in another way");
        var section = file.Symbols[symbol].Section;
        _source = file.Sections[section];
        _sourceSymbol = file.SymbolOf(section);
        _start = (int)file.Symbols[symbol].Value;
        _end = _start + (int)TakeLength(file, symbol);
        _relocations = file.RelocationsOf(section)!.Relocations.ToArray().Where(one => one.Offset >= (ulong)_start)
            .ToDictionary(one => one.Offset);
    }

    private enum Command
    {
        Copy,
        Zeros,
        DistanceOfTable,
        AddressOfTable,
        Distance,
        Address,
    }

    /// <summary>Unpacks the data into their section, and takes the stream out of the file: a start has nothing to unpack.</summary>
    /// <returns>The section's index.</returns>
    public static int Unpack(ObjectFile file)
    {
        var index = file.IndexOf(Target);
        if (index < 0 || file.Sections[index].Header.Type != SectionType.NoBits)
            throw new InvalidDataException($"no empty section {Target}: the compiler packs data in another way");
        var section = file.Sections[index];
        var data = new DehydratedData(file);
        section.Content = data.Unpacked((int)section.Header.Size);
        section.Header = section.Header with { Type = SectionType.Content };
        file.AddRelocations(index, [.. data._unpacked]);
        data.Cut();
        return index;
    }

    /// <summary>
    /// The stream's length, from the two addresses in the table of what the runtime finds in the program; it is 4, the least, after.
    /// </summary>
    private static long TakeLength(ObjectFile file, int symbol)
    {
        foreach (var section in file.Sections.Where(section => section.Header.Type == SectionType.Relocations))
        {
            foreach (ref var relocation in section.Relocations)
            {
                if (relocation.Symbol != symbol || relocation.Addend == 0 || relocation.Type != Relocation.Address(file.Machine))
                    continue;
                var length = relocation.Addend;
                relocation = relocation with { Addend = DistanceLength };
                return length;
            }
        }

        throw new InvalidDataException($"nothing names the end of {Start}");
    }

    private byte[] Unpacked(int length)
    {
        var output = new byte[length];
        var written = 0;
        _at = _start + DistanceLength;
        while (_at < _end)
        {
            var (command, number) = Next();
            switch (command)
            {
                case Command.Copy:
                    Demand(number <= length - written && number <= _end - _at);
                    _source.Content.AsSpan(_at, number).CopyTo(output.AsSpan(written));
                    _at += number;
                    written += number;
                    break;
                case Command.Zeros:
                    written += number;
                    break;
                case Command.DistanceOfTable:
                    AddDistance(_end + (number * DistanceLength));
                    break;
                case Command.AddressOfTable:
                    AddAddress(_end + (number * DistanceLength));
                    break;
                case Command.Distance:
                    for (; number > 0; number--, _at += DistanceLength)
                        AddDistance(_at);
                    break;
                case Command.Address:
                    for (; number > 0; number--, _at += DistanceLength)
                        AddAddress(_at);
                    break;
                default:
                    throw new InvalidDataException($"unknown command {(int)command} at {_at} of {_source.Name}");
            }

            Demand(written <= length);
        }

        Demand(_at == _end && written == length);
        return output;

        void AddDistance(int place)
        {
            Add(place, Relocation.Distance(_file.Machine));
            written += DistanceLength;
        }

        void AddAddress(int place)
        {
            Add(place, Relocation.Address(_file.Machine));
            written += sizeof(ulong);
        }

        void Add(int place, uint type)
        {
            Demand(place <= _source.Content.Length - DistanceLength);
            var number = BinaryPrimitives.ReadInt32LittleEndian(_source.Content.AsSpan(place));
            var isLinked = _relocations.TryGetValue((ulong)place, out var relocation);
            Demand(isLinked ? relocation.Type == Relocation.Distance(_file.Machine) : number != 0 && place + number < _start);
            _unpacked.Add(isLinked
                ? relocation with { Offset = (ulong)written, Type = type }
                : new Relocation((ulong)written, type, (uint)_sourceSymbol, place + number));
        }

        void Demand(bool isSo)
        {
            if (!isSo)
            {
                throw new InvalidDataException(
                    $"the packed data is not as expected at {_at} of {_source.Name}, {written} of {length} bytes unpacked");
            }
        }
    }

    private (Command Command, int Number) Next()
    {
        var first = _source.Content[_at++];
        var number = first >> 3;
        if (number > LargestShort)
        {
            var more = number - LargestShort;
            number = LargestShort;
            for (var i = 0; i < more; i++)
                number += _source.Content[_at++] << (8 * i);
        }

        return ((Command)(first & 7), number);
    }

    /// <summary>The section ends behind the stream's first distance.</summary>
    private void Cut()
    {
        var end = _start + DistanceLength;
        if (_file.Symbols.Any(symbol => symbol.Section == Index() && symbol.Value > (ulong)_start))
            throw new InvalidDataException($"{Start} is not the last of {_source.Name}");
        _source.Content = _source.Content[..end];
        var relocations = _file.RelocationsOf(Index())!;
        relocations.Content = MemoryMarshal.AsBytes(
            relocations.Relocations.ToArray().Where(one => one.Offset < (ulong)end).ToArray().AsSpan()).ToArray();

        int Index() => _file.Sections.IndexOf(_source);
    }
}
