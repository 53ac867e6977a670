using System.Collections.Immutable;
using Ldirectord.Cli;
using Ldirectord.Director;
using Ldirectord.Status;
using static Ldirectord.Tests.Status.Reports;

namespace Ldirectord.Tests.Cli;

/// <summary>A screen of show --watch without a terminal: keys are pressed, lines are looked at.</summary>
internal sealed class Screens(StatusReport? report, int columns = 100, int rows = 24)
{
    public static readonly ScreenStyle Plain = new(HasColour: false, IsUnicode: false);

    public ScreenView View { get; set; } = new();

    public string? Trouble { get; init; }

    public StatusReport? Report { get; set; } = report;

    public ScreenData Data => new(Report, Trouble, Now - TimeSpan.FromSeconds(7), Now);

    public ScreenEffect Effect { get; private set; } = ScreenEffect.None;

    /// <summary>Two services: one with a dead server, one with a fallback.</summary>
    public static StatusReport Two() => Of(
        Service("tcp:10.0.0.1:80",
            Server("10.0.0.2:80", active: 3, reason: "HTTP 200 OK"),
            Server("10.0.0.3:80", ReportedHealth.Down, null, reason: "connection refused"),
            Server("10.0.0.10:80", active: 9, reason: "HTTP 200 OK")),
        Service("tcp:10.0.0.1:25",
            Server("10.0.0.4:25", active: 5),
            Server("127.0.0.1:25", ReportedHealth.Fallback, null, fallback: true, reason: "stands by while a real server is up")));

    public Screens Press(params ReadOnlySpan<Key> keys)
    {
        foreach (var key in keys)
        {
            var list = Settle();
            (View, Effect) = ScreenKeys.Press(View, key, list, ScreenPainter.Height(Data, rows));
        }

        return this;
    }

    public Screens Type(string text)
    {
        foreach (var character in text)
            Press(Key.Of(character));
        return this;
    }

    public ImmutableArray<string> Lines(ScreenStyle? style = null)
    {
        var list = Settle();
        return ScreenPainter.Paint(Data, View, list, (columns, rows), style ?? Plain);
    }

    /// <summary>Addresses of the rows that there are, heads as "-".</summary>
    public string Rows() => string.Join(' ', Settle().Select(row => row.Server?.Real ?? "-"));

    public string? Selected()
    {
        Settle();
        return View.Selected?.Real ?? View.Selected?.Virtual;
    }

    private ImmutableArray<ScreenRow> Settle()
    {
        var list = ScreenRows.Of(Report, View, Now);
        View = View.On(list, ScreenPainter.Height(Data, rows));
        return list;
    }
}
