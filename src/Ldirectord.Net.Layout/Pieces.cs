namespace Ldirectord.Layout;

/// <summary>A part of the program's data that is moved as a whole.</summary>
/// <param name="Kind">Null if it keeps its place among the others.</param>
/// <param name="Run">The number of the row of such pieces that it is of.</param>
/// <param name="Names">Of the symbols in it.</param>
internal sealed record Piece(DataKind? Kind, int Run, int Start, int Length, IReadOnlyList<string> Names);

/// <summary>
/// Divides the program's data into pieces: each is what lies between one symbol and the next, with what belongs to it before its symbol.
/// </summary>
internal static class Pieces
{
    /// <returns>All of the section, without a gap, in its order.</returns>
    public static List<Piece> Of(ObjectFile file, int section)
    {
        var content = file.Sections[section].Content;
        var symbols = file.Symbols.Where(symbol => symbol.Section == section && !symbol.IsSection)
            .Select(symbol => (At: (int)symbol.Value, Name: file.NameOf(symbol))).OrderBy(symbol => symbol.At)
            .ThenBy(symbol => symbol.Name, StringComparer.Ordinal).ToList();
        var pieces = new List<Piece>();
        var (end, run) = (0, 0);
        for (var first = 0; first < symbols.Count;)
        {
            var kind = DataKind.Of(symbols[first].Name);
            var next = symbols.FindIndex(first, symbol => DataKind.Of(symbol.Name) != kind) is var index and >= 0 ? index : symbols.Count;
            if (kind is not null)
                AddRun(kind, symbols[first..next]);
            first = next;
        }

        AddRest(content.Length);
        return pieces;

        void AddRun(DataKind kind, List<(int At, string Name)> symbols)
        {
            var heads = symbols.ConvertAll(symbol => kind.HeadOf(content, symbol.At));
            // What only some of a kind seem to have is chance, but for types, which say so.
            if (!kind.IsConstant && heads.Contains(0))
                heads = heads.ConvertAll(_ => 0);
            var starts = symbols.Zip(heads, (symbol, head) => symbol.At - head).ToList();
            var first = 0;
            // The last ends where something else begins, perhaps before its symbol: it stays with that.
            for (var i = 1; i < symbols.Count; i++)
            {
                if (starts[i] == starts[first])
                    continue;
                var (start, at) = (starts[first], symbols[first].At);
                if (start < end || start % DataKind.Alignment != 0 || starts[i] < at + kind.LeastLength(content, at))
                    throw new InvalidDataException($"the data at {symbols[first].Name} are not as expected");
                AddRest(start);
                pieces.Add(new Piece(kind, run, start, starts[i] - start, [.. symbols[first..i].Select(symbol => symbol.Name)]));
                (first, end) = (i, starts[i]);
            }

            run++;
        }

        void AddRest(int until)
        {
            if (until > end)
                pieces.Add(new Piece(null, ++run, end, until - end, []));
            run += until > end ? 1 : 0;
            end = until;
        }
    }
}
