using System.Text;

namespace Ldirectord.Bench;

/// <summary>Kilobytes by kind of memory, of several processes side by side, as Markdown.</summary>
internal sealed class MemoryTable
{
    private static readonly string[] s_kinds =
    [
        MemoryKind.Code, MemoryKind.Constants, MemoryKind.Data, MemoryKind.Collector, MemoryKind.Malloc, MemoryKind.Stacks,
    ];

    private readonly List<(string Name, Dictionary<string, (long Resident, long Written)> Sums)> _columns = [];

    public void Add(string name, int process)
    {
        var program = File.ResolveLinkTarget($"/proc/{process}/exe", returnFinalTarget: false)!.FullName;
        _columns.Add((name, MemoryKind.Of(Mapping.Of(process), program).GroupBy(piece => piece.Kind).ToDictionary(
            pieces => pieces.Key,
            pieces => (pieces.Sum(piece => piece.Mapping.Resident), pieces.Sum(piece => piece.Mapping.Written)))));
    }

    public override string ToString()
    {
        var libraries = _columns.SelectMany(column => column.Sums.Keys).Except(s_kinds).Except([MemoryKind.Other]).Distinct()
            .OrderByDescending(kind => _columns.Max(column => Of(column, kind).Resident));
        var text = new StringBuilder("| kilobytes: resident, of these written to |");
        text.AppendJoin("", _columns.Select(column => $" {column.Name} |")).Append("\n|---|");
        text.Insert(text.Length, "---|", _columns.Count).Append('\n');
        foreach (var kind in s_kinds.Concat(libraries))
            Line(kind, column => Of(column, kind));
        Line("**all**", column => (column.Sums.Values.Sum(sum => sum.Resident), column.Sums.Values.Sum(sum => sum.Written)));
        return text.ToString();

        void Line(string kind, Func<(string, Dictionary<string, (long Resident, long Written)> Sums), (long Resident, long Written)> of)
        {
            text.Append(Figures.Text("| {0} |", kind));
            foreach (var column in _columns)
            {
                var (resident, written) = of(column);
                text.Append(resident > 0 ? Figures.Text(" {0:N0}, {1:N0} |", resident, written) : " |");
            }

            text.Append('\n');
        }
    }

    private static (long Resident, long Written) Of((string, Dictionary<string, (long Resident, long Written)> Sums) column, string kind) =>
        column.Sums.GetValueOrDefault(kind);
}
