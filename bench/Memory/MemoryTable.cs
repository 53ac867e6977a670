using System.Text;

namespace Ldirectord.Bench;

/// <summary>Kilobytes by kind of memory, of several processes side by side, as Markdown.</summary>
internal sealed class MemoryTable
{
    private static readonly string[] s_kinds =
    [
        MemoryKind.Code, MemoryKind.Constants, MemoryKind.Data, MemoryKind.Collector, MemoryKind.Malloc, MemoryKind.Stacks,
    ];

    private readonly List<(string Name, Dictionary<string, Sum> Sums)> _columns = [];

    public void Add(string name, int process)
    {
        var program = File.ResolveLinkTarget($"/proc/{process}/exe", returnFinalTarget: false)!.FullName;
        _columns.Add((name, MemoryKind.Of(Mapping.Of(process), program).GroupBy(piece => piece.Kind).ToDictionary(
            pieces => pieces.Key, pieces => Sum.Of(pieces.Select(piece => piece.Mapping)))));
    }

    public override string ToString()
    {
        var libraries = _columns.SelectMany(column => column.Sums.Keys).Except(s_kinds).Except([MemoryKind.Other]).Distinct()
            .OrderByDescending(kind => _columns.Max(column => Of(column, kind).Resident));
        var text = new StringBuilder("| kilobytes: resident, of these written to, of these used in a quarter of a minute |");
        text.AppendJoin("", _columns.Select(column => $" {column.Name} |")).Append("\n|---|");
        text.Insert(text.Length, "---|", _columns.Count).Append('\n');
        foreach (var kind in s_kinds.Concat(libraries))
            Line(kind, column => Of(column, kind));
        Line("**all**", column => column.Sums.Values.Aggregate(default(Sum), (sum, next) => sum + next));
        return text.ToString();

        void Line(string kind, Func<(string, Dictionary<string, Sum> Sums), Sum> of)
        {
            text.Append(Figures.Text("| {0} |", kind));
            foreach (var column in _columns)
            {
                var sum = of(column);
                text.Append(sum.Resident > 0 ? Figures.Text(" {0:N0}, {1:N0}, {2:N0} |", sum.Resident, sum.Written, sum.Used) : " |");
            }

            text.Append('\n');
        }
    }

    private static Sum Of((string, Dictionary<string, Sum> Sums) column, string kind) => column.Sums.GetValueOrDefault(kind);

    /// <summary>Kilobytes.</summary>
    private readonly record struct Sum(long Resident, long Written, long Used)
    {
        public static Sum Of(IEnumerable<Mapping> mappings) => mappings.Aggregate(
            default(Sum), (sum, mapping) => sum + new Sum(mapping.Resident, mapping.Written, mapping.Used));

        public static Sum operator +(Sum left, Sum right) =>
            new(left.Resident + right.Resident, left.Written + right.Written, left.Used + right.Used);
    }
}
