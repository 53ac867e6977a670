using System.Collections.Immutable;

namespace Ldirectord.Cli;

/// <summary>What each key does: another view, and what the program has to do.</summary>
internal static class ScreenKeys
{
    /// <param name="rows">As seen.</param>
    /// <param name="height">Rows that fit.</param>
    public static (ScreenView View, ScreenEffect Effect) Press(ScreenView view, Key key, ImmutableArray<ScreenRow> rows, int height)
    {
        view = view with { Notice = "" };
        if (key == Key.Control('z'))
            return (view, new(ScreenDeed.Suspend));
        if (key == Key.Control('l'))
            return (view, new(ScreenDeed.Redraw));
        return view.Mode switch
        {
            ScreenMode.Filter => (InFilter(view, key), ScreenEffect.None),
            ScreenMode.Ask => InDialogue(view, key),
            ScreenMode.Detail or ScreenMode.Help => InText(view, key, height),
            _ => InList(view, key, rows, height),
        };
    }

    private static (ScreenView, ScreenEffect) InList(ScreenView view, Key key, ImmutableArray<ScreenRow> rows, int height)
    {
        if (key == Key.Control('c') || key.Character == 'q')
            return (view, new(ScreenDeed.Quit));
        if (Moved(view.Index, key, height) is { } index)
            return (view.Select(rows, index), ScreenEffect.None);
        if (ActionOf(key) is { } action)
            return (Ask(view, action), ScreenEffect.None);
        if (key.Name is KeyName.Enter or KeyName.Right or KeyName.Tab)
        {
            return view.Selected is { Real: not null } row
                ? (view with { Mode = ScreenMode.Detail, Detail = [], DetailTop = 0 }, new(ScreenDeed.Explain, row))
                : (view with { Notice = "Select a server first: a service has no detail of its own" }, ScreenEffect.None);
        }

        var next = (key.Name, key.Character) switch
        {
            (KeyName.Character, '/') => view with { Mode = ScreenMode.Filter, FilterBefore = view.Filter },
            (KeyName.Character, 'p') => view with { OnlyProblems = !view.OnlyProblems, Top = 0 },
            (KeyName.Character, 's') => view with { Sort = Turned(view.Sort, 1) },
            (KeyName.Character, 'S') => view with { Sort = Turned(view.Sort, -1) },
            (KeyName.Character, 'r') => view with { IsReversed = !view.IsReversed },
            (KeyName.Character, 'n') => NextProblem(view, rows),
            (KeyName.Character, '?' or 'h') => view with { Mode = ScreenMode.Help, DetailTop = 0 },
            (KeyName.Escape, _) => view with { Filter = "", OnlyProblems = view.OnlyProblems && view.Filter.Length > 0 },
            _ => view,
        };
        return (next, ScreenEffect.None);
    }

    private static ScreenView InFilter(ScreenView view, Key key) => key switch
    {
        { Name: KeyName.Enter } => view with { Mode = ScreenMode.List },
        { Name: KeyName.Escape } or { Name: KeyName.Control, Character: 'c' } =>
            view with { Mode = ScreenMode.List, Filter = view.FilterBefore },
        _ => view with { Filter = SteeringDialogue.Edited(view.Filter, key) },
    };

    private static (ScreenView, ScreenEffect) InDialogue(ScreenView view, Key key)
    {
        var (next, order) = view.Dialogue!.Press(key);
        if (next is not null)
            return (view with { Dialogue = next }, ScreenEffect.None);
        var list = view with { Mode = ScreenMode.List, Dialogue = null };
        return order is null
            ? (list with { Notice = "Nothing was changed" }, ScreenEffect.None)
            : (list with { Notice = "Asking the daemon …" }, new(ScreenDeed.Steer, Order: order));
    }

    private static (ScreenView, ScreenEffect) InText(ScreenView view, Key key, int height)
    {
        if (key == Key.Control('c'))
            return (view, new(ScreenDeed.Quit));
        if (view.Mode == ScreenMode.Detail && ActionOf(key) is { } action)
            return (Ask(view, action), ScreenEffect.None);
        // Which is the last is for the painter to say, since the width decides.
        if (Moved(view.DetailTop, key, height) is { } top)
            return (view with { DetailTop = Math.Max(0, top) }, ScreenEffect.None);
        var leaves = key.Name is KeyName.Escape or KeyName.Enter or KeyName.Left or KeyName.Backspace || key.Character is 'q' or '?';
        return (leaves ? view with { Mode = ScreenMode.List } : view, ScreenEffect.None);
    }

    private static ScreenView Ask(ScreenView view, SteeringAction action) => view.Selected switch
    {
        { Real: { } real, IsFallback: false } row =>
            view with { Mode = ScreenMode.Ask, Dialogue = SteeringDialogue.Begin(action, row.Virtual, real) },
        { Real: not null } => view with { Notice = "A fallback server is not steered: it serves while no real server can" },
        _ => view with { Notice = "Select a server first" },
    };

    private static SteeringAction? ActionOf(Key key) => (key.Name, key.Character) switch
    {
        (KeyName.Character, 'd') => SteeringAction.Drain,
        (KeyName.Character, 'e') => SteeringAction.Enable,
        (KeyName.Character, 'm') => SteeringAction.Maintenance,
        (KeyName.Character, 'w') => SteeringAction.Weight,
        (KeyName.Character, 'c') => SteeringAction.Recheck,
        _ => null,
    };

    /// <returns>Null if the key does not move.</returns>
    private static int? Moved(int from, Key key, int height) => (key.Name, key.Character) switch
    {
        (KeyName.Up, _) or (KeyName.Character, 'k') => from - 1,
        (KeyName.Down, _) or (KeyName.Character, 'j') => from + 1,
        (KeyName.PageUp, _) or (KeyName.Control, 'b') => from - height,
        (KeyName.PageDown, _) or (KeyName.Control, 'f') or (KeyName.Character, ' ') => from + height,
        (KeyName.Home, _) or (KeyName.Character, 'g') => 0,
        (KeyName.End, _) or (KeyName.Character, 'G') => int.MaxValue,
        _ => null,
    };

    private static ScreenSort Turned(ScreenSort sort, int by)
    {
        var count = Enum.GetValues<ScreenSort>().Length;
        return (ScreenSort)(((int)sort + by + count) % count);
    }

    private static ScreenView NextProblem(ScreenView view, ImmutableArray<ScreenRow> rows)
    {
        for (var i = 1; i <= rows.Length; i++)
        {
            var index = (view.Index + i) % rows.Length;
            if (!rows[index].IsFine)
                return view.Select(rows, index);
        }

        return view with { Notice = "Everything seen is fine" };
    }
}
