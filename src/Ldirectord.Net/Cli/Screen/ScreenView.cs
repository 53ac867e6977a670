using System.Collections.Immutable;

namespace Ldirectord.Cli;

/// <summary>What the operator of show --watch has chosen to see; the report is not part of it.</summary>
internal sealed record ScreenView
{
    public ScreenMode Mode { get; init; }

    public ScreenSort Sort { get; init; }

    public bool IsReversed { get; init; }

    /// <summary>Words that a row must have, in any case.</summary>
    public string Filter { get; init; } = "";

    /// <summary>The filter before its line was opened, to which Esc returns.</summary>
    public string FilterBefore { get; init; } = "";

    public bool OnlyProblems { get; init; }

    /// <summary>The row that keys work on; null before the first report.</summary>
    public RowKey? Selected { get; init; }

    /// <summary>Where <see cref="Selected"/> was, which counts once it is gone.</summary>
    public int Index { get; init; }

    /// <summary>First row that is seen.</summary>
    public int Top { get; init; }

    /// <summary>The action that is being asked for; null outside of <see cref="ScreenMode.Ask"/>.</summary>
    public SteeringDialogue? Dialogue { get; init; }

    /// <summary>Result of the last action, or why a key did nothing; the next key removes it.</summary>
    public string Notice { get; init; } = "";

    /// <summary>Lines of the detail of a server.</summary>
    public ImmutableArray<string> Detail { get; init; } = [];

    /// <summary>First line of the detail, or of the help, that is seen.</summary>
    public int DetailTop { get; init; }

    /// <summary>The view on these rows: the selected row exists, and is seen.</summary>
    /// <param name="height">Rows that fit.</param>
    public ScreenView On(ImmutableArray<ScreenRow> rows, int height)
    {
        if (rows.IsEmpty)
            return this with { Index = 0, Top = 0 };
        var found = -1;
        for (var i = 0; i < rows.Length && found < 0 && Selected is not null; i++)
            found = rows[i].Key == Selected ? i : -1;
        var index = found >= 0 ? found : Math.Clamp(Index, 0, rows.Length - 1);
        var top = Math.Clamp(Top, Math.Max(0, index - height + 1), index);
        return this with { Selected = rows[index].Key, Index = index, Top = Math.Clamp(top, 0, Math.Max(0, rows.Length - height)) };
    }

    /// <summary>The same with another row selected.</summary>
    public ScreenView Select(ImmutableArray<ScreenRow> rows, int index) => rows.IsEmpty
        ? this
        : this with { Index = Math.Clamp(index, 0, rows.Length - 1), Selected = rows[Math.Clamp(index, 0, rows.Length - 1)].Key };
}
