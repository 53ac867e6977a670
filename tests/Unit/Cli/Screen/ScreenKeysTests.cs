using System.Text;
using Ldirectord.Cli;
using static Ldirectord.Tests.Status.Reports;

namespace Ldirectord.Tests.Cli;

public class ScreenKeysTests
{
    private readonly Screens _screen = new(Screens.Two());

    [Theory]
    [InlineData("s", "10.0.0.3:80 10.0.0.2:80 10.0.0.10:80 10.0.0.4:25 127.0.0.1:25")] // state
    [InlineData("ss", "10.0.0.10:80 10.0.0.4:25 10.0.0.2:80 10.0.0.3:80 127.0.0.1:25")] // connections
    [InlineData("S", "10.0.0.2:80 10.0.0.3:80 10.0.0.4:25 10.0.0.10:80 127.0.0.1:25")] // address, as a number
    [InlineData("Sr", "127.0.0.1:25 10.0.0.10:80 10.0.0.4:25 10.0.0.3:80 10.0.0.2:80")]
    [InlineData("r", "- 10.0.0.4:25 127.0.0.1:25 - 10.0.0.2:80 10.0.0.3:80 10.0.0.10:80")]
    [InlineData("p", "- 10.0.0.3:80")]
    [InlineData("sp", "10.0.0.3:80")]
    [InlineData("/refused", "- 10.0.0.3:80")]
    [InlineData("/ok 10.0.0.2", "- 10.0.0.2:80")]
    [InlineData("/:25", "- 10.0.0.4:25 127.0.0.1:25")]
    [InlineData("/nowhere", "")]
    public void Keys_ChooseRowsAndOrder(string typed, string rows) => Assert.Equal(rows, _screen.Type(typed).Rows());

    [Fact]
    public void Movement_StaysOnTheRows_AndSelectionStaysWithItsServer()
    {
        Assert.Equal("tcp:10.0.0.1:80", _screen.Type("k").Selected());
        Assert.Equal("10.0.0.3:80", _screen.Type("jj").Selected());
        Assert.Equal("10.0.0.3:80", _screen.Type("s").Selected()); // now the first row
        Assert.Equal(0, _screen.View.Index);
        Assert.Equal("127.0.0.1:25", _screen.Press(new Key(KeyName.End)).Selected());
        Assert.Equal("10.0.0.3:80", _screen.Press(new Key(KeyName.PageUp)).Selected());
        Assert.Equal("10.0.0.2:80", _screen.Press(new Key(KeyName.Down)).Selected());
        // It is filtered away: the row in its place is selected.
        Assert.Equal("10.0.0.3:80", _screen.Type("p").Selected());
    }

    [Fact]
    public void N_GoesToTheNextThatIsNotFine()
    {
        Assert.Equal("10.0.0.3:80", _screen.Type("n").Selected());
        _screen.Report = Of(Service("tcp:10.0.0.1:80", Server()));
        Assert.Equal("Everything seen is fine", _screen.Type("n").View.Notice);
    }

    [Fact]
    public void Escape_LeavesTheFilterAsItWas_AndThenRemovesIt()
    {
        _screen.Type("/refused").Press(new Key(KeyName.Enter)).Type("/x").Press(new Key(KeyName.Escape));
        Assert.Equal((ScreenMode.List, "refused"), (_screen.View.Mode, _screen.View.Filter));
        Assert.Equal("", _screen.Press(new Key(KeyName.Escape)).View.Filter);
    }

    [Theory]
    [InlineData("jd", "load\r2h\ry",
        """Drain {"server":"10.0.0.2:80","virtual":"tcp:10.0.0.1:80","reason":"load","until":"2h"}""")]
    [InlineData("jd", "\r\ra", """Drain {"server":"10.0.0.2:80"}""")]
    [InlineData("jd", "\r\rh", """Drain {"server":"10.0.0.2:80","virtual":"tcp:10.0.0.1:80","hard":true}""")]
    [InlineData("jm", "kernel\r\ry",
        """Maintenance {"server":"10.0.0.2:80","virtual":"tcp:10.0.0.1:80","reason":"kernel"}""")]
    [InlineData("je", "y", """Enable {"server":"10.0.0.2:80","virtual":"tcp:10.0.0.1:80"}""")]
    [InlineData("jc", "y", """Recheck {"server":"10.0.0.2:80","virtual":"tcp:10.0.0.1:80"}""")]
    [InlineData("jw", "\r50%\rslow disk\r\ry",
        """Weight {"server":"10.0.0.2:80","virtual":"tcp:10.0.0.1:80","reason":"slow disk","weight":"50%"}""")]
    [InlineData("jd", "a\"\u007f\\\r\ry", """Drain {"server":"10.0.0.2:80","virtual":"tcp:10.0.0.1:80","reason":"a\\"}""")]
    public void Action_IsOrderedAfterItsQuestions(string keys, string answers, string order)
    {
        _screen.Type(keys);
        foreach (var character in answers)
        {
            Assert.Equal(ScreenDeed.Nothing, _screen.Effect.Deed);
            _screen.Press(character switch { '\r' => new(KeyName.Enter), '\u007f' => new(KeyName.Backspace), _ => Key.Of(character) });
        }

        Assert.Equal((ScreenDeed.Steer, ScreenMode.List), (_screen.Effect.Deed, _screen.View.Mode));
        var said = _screen.Effect.Order!;
        Assert.Equal(order, $"{said.Action} {Encoding.UTF8.GetString(SteeringJson.Of(said, null))}");
    }

    [Theory]
    [InlineData("jen")]
    [InlineData("jd\u001b")]
    [InlineData("jdreason\r2h\rn")]
    public void Action_ThatIsNotConfirmed_ChangesNothing(string typed)
    {
        foreach (var character in typed)
        {
            _screen.Press(character switch { '\r' => new(KeyName.Enter), '\u001b' => new(KeyName.Escape), _ => Key.Of(character) });
            Assert.Equal(ScreenDeed.Nothing, _screen.Effect.Deed);
        }

        Assert.Equal("Nothing was changed", _screen.View.Notice);
    }

    [Fact]
    public void ConfirmationByAnotherKey_IsNone() =>
        Assert.Equal((ScreenMode.Ask, ScreenDeed.Nothing), (_screen.Type("jexd ").View.Mode, _screen.Effect.Deed));

    [Fact]
    public void LastHealthyServer_IsAskedForOnceMore()
    {
        var order = new SteeringOrder(SteeringAction.Drain, "10.0.0.2:80", null, null, null, null, false, false);
        _screen.View = _screen.View with
        {
            Mode = ScreenMode.Ask,
            Dialogue = new(order.Action, "", order.Server, SteeringStep.Force) { Refused = order },
        };
        Assert.StartsWith("\e[7m\e[1mIt is the last server that is up. Drain 10.0.0.2:80 nevertheless?", _screen.Lines()[^1],
            StringComparison.Ordinal);
        Assert.Equal(order with { IsForced = true }, _screen.Type("y").Effect.Order);
    }

    [Fact]
    public void HeadsAndFallbacks_AreNotSteered()
    {
        Assert.Equal("Select a server first", _screen.Type("d").View.Notice);
        Assert.StartsWith("A fallback server", _screen.Press(new Key(KeyName.End)).Type("d").View.Notice, StringComparison.Ordinal);
        Assert.Equal(ScreenMode.List, _screen.View.Mode);
    }

    [Fact]
    public void EveryWayOut_IsOne()
    {
        Assert.Equal(ScreenDeed.Quit, _screen.Type("q").Effect.Deed);
        Assert.Equal(ScreenDeed.Quit, _screen.Press(Key.Control('c')).Effect.Deed);
        Assert.Equal(ScreenDeed.Suspend, _screen.Press(Key.Control('z')).Effect.Deed);
        Assert.Equal(new RowKey("tcp:10.0.0.1:80", "10.0.0.2:80", false), _screen.Type("j").Press(new Key(KeyName.Enter)).Effect.Row);
        Assert.Equal(ScreenMode.List, _screen.Type("q").View.Mode);
        Assert.Equal(ScreenMode.Help, _screen.Type("?").View.Mode);
        Assert.Equal(ScreenDeed.Quit, _screen.Press(Key.Control('c')).Effect.Deed);
    }

    [Theory]
    [InlineData("""{"servers":[{"virtual":"fwm:1","real":"10.0.0.2:80","sentence":"is up"}]}""", "10.0.0.2:80 fwm:1 is up")]
    [InlineData("""{"servers":[{"virtual":"v","real":"r","sentence":"a\u001b[2J"}],"files":[]}""", "r v a\\x1B[2J")]
    [InlineData("""{"servers":3}""", "Done")]
    [InlineData("nonsense", "Done")]
    public void AnswerOfTheDaemon_IsALine(string json, string line) =>
        Assert.Equal(line, SteeringJson.Sentence(Encoding.UTF8.GetBytes(json)));
}
