using Ldirectord.Checks;
using Ldirectord.Health;

namespace Ldirectord.Tests.Health;

public class NoteTextTests
{
    private static readonly DateTimeOffset s_time = new(2026, 12, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n\r\n")]
    public void EmptyFile_IsAMaintenance(string text)
    {
        Assert.Equal(MaintenanceNote.Empty, NoteText.Parse(text, out var problems));
        Assert.Empty(problems);
    }

    [Fact]
    public void WholeFile_IsRead()
    {
        var note = NoteText.Parse(
            """
            Replace the disk
            mode: drain
            HARD : yes
            who: alice
            since: 2026-12-01T08:00:00Z
            until: 2026-12-01T10:30+02:00
            limit: 10m
            ticket: OPS-12
            a line of anything
            """,
            out var problems);
        Assert.Equal(
            new MaintenanceNote("Replace the disk")
            {
                Mode = AdminState.Drain,
                IsHard = true,
                Who = "alice",
                Since = s_time,
                Until = s_time.AddMinutes(30),
                Limit = TimeSpan.FromMinutes(10),
            },
            note);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("mode: drian", "line 2: mode: expected drain or maintenance, found \"drian\"")]
    [InlineData("hard: 1", "line 2: hard: expected yes or no, found \"1\"")]
    [InlineData("until: tomorrow", "line 2: until: expected a time such as 2026-12-01T08:00:00Z, found \"tomorrow\"")]
    [InlineData("until: 2026-12-01T08:00:00", "line 2: until: expected a time such as 2026-12-01T08:00:00Z, found \"2026-12-01T08:00:00\"")]
    [InlineData("since: -1", "line 2: since: expected a time such as 2026-12-01T08:00:00Z, found \"-1\"")]
    [InlineData("limit: 10 min", "line 2: limit: expected a time such as 90s, 10m, 2h or 7d, or none, found \"10 min\"")]
    [InlineData("limit: 99999d", "line 2: limit: expected a time such as 90s, 10m, 2h or 7d, or none, found \"99999d\"")]
    [InlineData("weight: -1", "line 2: weight: expected a weight such as 5, or a share such as 50%, found \"-1\"")]
    [InlineData("weight: 101%", "line 2: weight: expected a weight such as 5, or a share such as 50%, found \"101%\"")]
    [InlineData("mode: \u001b[31m", "line 2: mode: expected drain or maintenance, found \"\\x1B[31m\"")]
    public void BadValue_IsSaidAndTheServerIsStillInMaintenance(string line, string problem)
    {
        Assert.Equal(new MaintenanceNote("disk"), NoteText.Parse($"disk\n{line}\n", out var problems));
        Assert.Equal([problem], problems);
    }

    [Fact]
    public void KeyInTheFirstLine_IsTheReasonAndIsSaid()
    {
        Assert.Equal(new MaintenanceNote("mode: drain"), NoteText.Parse("mode: drain", out var problems));
        Assert.Equal(["line 1: expected the reason, or an empty line before \"mode: drain\""], problems);
    }

    [Theory]
    [InlineData("weight: 0", 0, false)]
    [InlineData("weight: 2147483647", int.MaxValue, false)]
    [InlineData("weight: 50%", 50, true)]
    [InlineData("weight: 5\nweight: 6", 6, false)]
    public void Weight_IsANumberOrAShare(string lines, int value, bool isPercent) =>
        Assert.Equal(new WeightAnswer(value, isPercent), NoteText.Parse($"\n{lines}", out _).Weight);

    [Fact]
    public void HostileText_IsMadePrintableAndShort()
    {
        var note = NoteText.Parse($"\u001b]0;title\u0007{new string('x', 1000)}\nwho: {new string('y', 1000)}", out _);
        Assert.StartsWith("\\x1B]0;title\\x07xxx", note.Reason);
        Assert.Equal(MaintenanceNote.LongestWho + 1, note.Who!.Length);
        Assert.DoesNotContain('\u001b', note.Reason);
    }

    public static TheoryData<string> Notes =>
    [
        .. new[]
        {
            MaintenanceNote.Empty,
            new("disk") { Mode = AdminState.Drain, IsHard = true, Who = "bob", Since = s_time, Limit = MaintenanceNote.NoLimit },
            new("mode: drain") { Limit = TimeSpan.FromSeconds(90) },
            new("Größe") { Weight = new WeightAnswer(50, IsPercent: true), Until = s_time },
            new() { Weight = new WeightAnswer(0, IsPercent: false), Limit = TimeSpan.Zero },
        }.Select(NoteText.Format),
    ];

    [Theory, MemberData(nameof(Notes))]
    public void FormattedNote_IsReadBackAsItWas(string text) =>
        Assert.Equal(text, NoteText.Format(NoteText.Parse(text, out _)));

    [Fact]
    public void FormattedNote_HasTheDocumentedForm() => Assert.Equal(
        "disk\nmode: drain\nhard: yes\nwho: bob\nsince: 2026-12-01T08:00:00Z\nuntil: 2026-12-01T10:00:00Z\nlimit: 10m\n",
        NoteText.Format(new("disk")
        {
            Mode = AdminState.Drain,
            IsHard = true,
            Who = "bob",
            Since = s_time,
            Until = s_time.AddHours(2),
            Limit = TimeSpan.FromMinutes(10),
        }));

    [Fact]
    public void Reason_CannotBringInLines() =>
        Assert.Equal("a\\x0Amode: drain\nmode: maintenance\n", NoteText.Format(new("a\nmode: drain")));
}
