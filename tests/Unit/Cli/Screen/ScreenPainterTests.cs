using Ldirectord.Cli;
using Ldirectord.Director;
using static Ldirectord.Tests.Status.Reports;

namespace Ldirectord.Tests.Cli;

public class ScreenPainterTests
{
    [Fact]
    public void Screen_IsWhatItIs()
    {
        var lines = new Screens(Screens.Two() with { Director = "lvs1" }, 100, 12).Lines();
        Assert.Equal(
            """
            /etc/ha.d/web.cf on lvs1, running for 2h05m  2 services, 4 servers: 3 up, 1 down
            1 of 7  sorted as in the file
              Server          State       For      Weight  Active   Inact    Check Reason
            TCP  10.0.0.1:80 wrr  2 of 3 up
            + 10.0.0.2:80     up          42s           1       3       0   1.5 ms HTTP 200 OK
            ! 10.0.0.3:80     down        42s           -       0       0   1.5 ms connection refused
            + 10.0.0.10:80    up          42s           1       9       0   1.5 ms HTTP 200 OK
            TCP  10.0.0.1:25 wrr  1 of 1 up
            + 10.0.0.4:25     up          42s           1       5       0   1.5 ms connected
            . 127.0.0.1:25    standby     42s           -       0       0   1.5 ms stands by while a real serve~

            d drain  e enable  m maintenance  w weight  / filter  p problems  s sort  Enter why  ? help  q quit
            """,
            string.Join('\n', lines.Select(line => Without(line).TrimEnd())));
    }

    [Theory]
    [InlineData(200, "Server State For Weight Active Inact Persist Check Uptime Last checks Reason")]
    [InlineData(80, "Server State For Weight Active Check Reason")]
    [InlineData(50, "Server State Reason")]
    [InlineData(10, "Server State Reason")]
    public void NarrowTerminal_LosesColumns_TheLeastNeededFirst(int columns, string titles) => Assert.Equal(
        titles, string.Join(' ', ScreenColumn.Fitting(ScreenRows.Of(Screens.Two(), new(), Now), false, columns - 2)
            .Select(column => column.Title).Append("Reason")));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(20, 5)]
    [InlineData(80, 24)]
    [InlineData(300, 100)]
    public void Screen_HasTheTerminalsSize(int columns, int rows)
    {
        foreach (var keys in (string[])["", "s", "p", "?", "/x", "jd", "jw"])
        {
            var lines = new Screens(Screens.Two(), columns, rows).Type(keys).Lines();
            Assert.Equal(rows, lines.Length);
            Assert.All(lines, line => Assert.InRange(Without(line).Length, 0, columns));
        }
    }

    [Fact]
    public void HostileText_HasNoEscapesAndKeepsTheLinesWidth()
    {
        const string Hostile = "\e[2J\e]0;owned\a\r\n\u009b31m\u202egoing\u200b 中文字 e\u0301\u0301 \U0001F600 \x7f";
        var server = Server(reason: Hostile) with { Agent = Hostile, Strip = Hostile };
        var report = Of(Service("tcp:10.0.0.1:80", server) with { Line = Hostile, Lost = Hostile })
            with
        { Problem = Hostile, Director = Hostile };
        foreach (var style in (ScreenStyle[])[Screens.Plain, new(true, true), new(false, true), new(true, false)])
        {
            var screen = new Screens(report, 90, 20) { Trouble = Hostile };
            screen.View = screen.View with { Detail = [Hostile], Filter = Hostile, Notice = Hostile };
            foreach (var mode in (ScreenMode[])[ScreenMode.List, ScreenMode.Detail, ScreenMode.Filter])
            {
                screen.View = screen.View with { Mode = mode };
                Assert.All(screen.Lines(style), line =>
                {
                    Assert.DoesNotMatch(@"[\x00-\x1a\x1c-\x1f\x7f-\x9f\u200b\u202e]|\x1b(?!\[[0-9;]*m)", line);
                    if (!style.IsUnicode)
                        Assert.Matches(@"^[\x1b\x20-\x7e]*$", line);
                });
            }
        }
    }

    [Fact]
    public void WideCharacters_CountTwice()
    {
        var line = new ScreenLine(7, new(false, true)).Add("中文字中文");
        Assert.Equal("中文字…", line.ToString());
        Assert.Equal("e\u0301 x", new ScreenLine(3, new(false, true)).Add("e\u0301 x").ToString());
        Assert.Equal("??????~", new ScreenLine(7, Screens.Plain).Add("中文字中文字中文").ToString());
    }

    [Fact]
    public void Colour_IsInTheStateAlone_AndNotThereWithoutColours()
    {
        var coloured = new Screens(Screens.Two()).Type("jjj").Lines(new(true, true));
        Assert.Contains("\e[31mdown\e[0m", string.Concat(coloured), StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\x1b\[(1;)?3", string.Concat(new Screens(Screens.Two()).Type("jjj").Lines(new(false, true))));
    }

    [Fact]
    public void SelectedRow_IsReversedAsAWhole()
    {
        var lines = new Screens(Screens.Two()).Type("jj").Lines(new(true, true));
        var line = Assert.Single(lines[3..], line => line.StartsWith("\e[7m", StringComparison.Ordinal));
        Assert.Contains("10.0.0.3:80", line, StringComparison.Ordinal);
        // What ends the colour of the state does not end the reversal.
        Assert.Contains("down\e[0;7m", line, StringComparison.Ordinal);
    }

    [Fact]
    public void DaemonThatIsGone_IsSaid_AndTheLastReportStays()
    {
        var lines = new Screens(Screens.Two()) { Trouble = "ldirectord does not run" }.Lines();
        Assert.Equal("NO ANSWER for 7s, this is what was last known: ldirectord does not run", lines[1]);
        Assert.Contains(lines, line => line.Contains("10.0.0.2:80", StringComparison.Ordinal));
        var never = new Screens(null) { Trouble = "ldirectord does not run" }.Lines();
        Assert.Equal("ldirectord does not run", never[1]);
    }

    [Fact]
    public void ManyServers_OnlyThoseSeenArePainted()
    {
        var screen = new Screens(Of(Service("tcp:10.0.0.1:80", [.. Enumerable.Range(0, 10_000).Select(
            n => Server($"10.1.{n / 250}.{n % 250}:80"))])), 80, 24);
        screen.Press(new Key(KeyName.End));
        var lines = screen.Lines();
        Assert.Equal("10.1.39.249:80", screen.Selected());
        Assert.Contains("10001 of 10001", lines[1], StringComparison.Ordinal);
        Assert.Contains("10.1.39.249:80", lines[^2], StringComparison.Ordinal);
        Assert.Equal(24, lines.Length);
    }

    [Fact]
    public void MaintenanceSaysWhoAndWhy()
    {
        var server = Server(health: ReportedHealth.Maintenance, weight: null) with
        {
            Maintenance = new("maintenance", "new kernel", "anna", null, null, false, null),
        };
        Assert.Contains(new Screens(Of(Service("tcp:10.0.0.1:80", server))).Lines(),
            line => line.EndsWith("new kernel; by anna", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("C.UTF-8", "", "", true)]
    [InlineData("", "C", "de_DE.utf8", false)]
    [InlineData("", "", "de_DE.utf8", true)]
    [InlineData("POSIX", "", "de_DE.utf8", false)]
    [InlineData("", "", "", false)]
    public void Characters_AreThoseOfTheLocale(string all, string type, string language, bool isUnicode) => Assert.Equal(
        new ScreenStyle(true, isUnicode),
        ScreenStyle.Of(name => name switch { "LC_ALL" => all, "LC_CTYPE" => type, "LANG" => language, _ => null }));

    [Fact]
    public void LongTexts_AreWrapped_AndScrolledToTheirEnd()
    {
        var screen = new Screens(Screens.Two(), 30, 8);
        screen.Type("?");
        var top = ScreenPainter.LastTop(screen.Data, screen.View, (30, 8));
        screen.View = screen.View with { DetailTop = top };
        var lines = screen.Lines();
        Assert.Equal("Esc back", lines[^1]);
        Assert.Contains("standby or not checked)", lines[^2], StringComparison.Ordinal);
    }

    private static string Without(string line) => System.Text.RegularExpressions.Regex.Replace(line, @"\x1b\[[0-9;]*m", "");
}
