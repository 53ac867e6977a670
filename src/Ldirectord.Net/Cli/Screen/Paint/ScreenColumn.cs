using System.Collections.Immutable;
using System.Globalization;
using Ldirectord.Status;

namespace Ldirectord.Cli;

/// <summary>One column of the servers' rows.</summary>
/// <param name="Priority">On a narrow terminal columns of higher numbers go first; 0 always stays.</param>
internal sealed record ScreenColumn(string Title, int Width, int Priority, bool IsRight, Func<ScreenRow, DateTimeOffset, string> Text)
{
    /// <summary>Columns that the reason of a server, which is the last one, has at least.</summary>
    private const int ReasonWidth = 16;

    /// <summary>Checks of the strip.</summary>
    private const int StripWidth = 20;

    /// <summary>The columns that fit into the width, without the reason.</summary>
    /// <param name="width">Columns of the terminal, without the mark before the row.</param>
    /// <param name="hasService">Each row says its service, since there are no heads.</param>
    public static ImmutableArray<ScreenColumn> Fitting(ImmutableArray<ScreenRow> rows, bool hasService, int width)
    {
        var columns = All(rows, hasService);
        for (var priority = columns.Max(column => column.Priority); priority > 0 && Taken(columns) + ReasonWidth > width; priority--)
            columns = columns.RemoveAll(column => column.Priority == priority);
        return columns;
    }

    private static int Taken(ImmutableArray<ScreenColumn> columns) => columns.Sum(column => column.Width + 1);

    private static ImmutableArray<ScreenColumn> All(ImmutableArray<ScreenRow> rows, bool hasService)
    {
        var real = rows.Select(row => row.Server?.Real.Length ?? 0).DefaultIfEmpty().Max();
        var name = rows.Select(row => row.Service.Virtual.Length).DefaultIfEmpty().Max();
        ScreenColumn[] service = hasService ? [new("Service", Math.Clamp(name, 7, 50), 1, false, (row, _) => row.Service.Virtual)] : [];
        return
        [
            new("Server", Math.Clamp(real, 15, 50), 0, false, (row, _) => row.Server!.Real),
            .. service,
            new("State", 11, 0, false, (row, _) => ScreenWords.State(row.Server!)),
            new("For", 7, 4, false, (row, now) => StatusTable.Span(now - row.Server!.Since)),
            new("Weight", 7, 3, true, (row, _) => ScreenWords.Weight(row.Server!)),
            new("Active", 7, 2, true, (row, _) => ScreenWords.Number(row.Server!.Active)),
            new("Inact", 7, 6, true, (row, _) => ScreenWords.Number(row.Server!.Inactive)),
            new("Persist", 7, 8, true, (row, _) => ScreenWords.Number(row.Server!.Persistent)),
            new("Check", 8, 5, true, (row, _) => row.Server!.Ms is { } ms
                ? string.Create(CultureInfo.InvariantCulture, $"{ms:0.#} ms") : ""),
            new("Uptime", 6, 9, true, (row, _) => row.Server!.Uptime is { } share
                ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 1000) / 10:0.#}%") : ""),
            new("Last checks", StripWidth, 7, true, (row, _) => row.Server!.Strip is { Length: > StripWidth } strip
                ? strip[^StripWidth..] : row.Server.Strip),
        ];
    }
}
