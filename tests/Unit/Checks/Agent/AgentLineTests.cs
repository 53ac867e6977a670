using System.Text;
using Ldirectord.Checks;

namespace Ldirectord.Tests.Checks;

public class AgentLineTests
{
    [Theory]
    [InlineData("45%", AgentWish.Ready, 45, true)]
    [InlineData("up ready 45%", AgentWish.Ready, 45, true)]
    [InlineData("UP,READY\t7%", AgentWish.Ready, 7, true)]
    [InlineData("250%", AgentWish.Ready, 100, true)]
    [InlineData("weight:45%", AgentWish.Ready, 45, true)]
    [InlineData("weight:2147483647", AgentWish.Ready, 2147483647, false)]
    [InlineData("10% 20%", AgentWish.Ready, 20, true)]
    [InlineData("drain 0% maxconn:30", AgentWish.Drain, 0, true)]
    internal void LineWithAWeight_IsUnderstood(string line, AgentWish wish, int value, bool isPercent)
    {
        var answer = Parse(line)!;
        Assert.Equal((wish, new WeightAnswer(value, isPercent)), (answer.Wish, answer.Weight));
    }

    [Theory]
    [InlineData("up", AgentWish.Ready)]
    [InlineData("drain", AgentWish.Drain)]
    [InlineData("Down", AgentWish.Down)]
    [InlineData("fail", AgentWish.Down)]
    [InlineData("stopped #45%", AgentWish.Down)]
    [InlineData("drain down", AgentWish.Down)]
    [InlineData("down up", AgentWish.Ready)]
    [InlineData("drain ready", AgentWish.Ready)]
    [InlineData("maint down", AgentWish.Maintenance)]
    internal void LineWithoutAWeight_GivesNone(string line, AgentWish wish)
    {
        var answer = Parse(line)!;
        Assert.Equal((wish, null), (answer.Wish, answer.Weight));
    }

    [Theory]
    [InlineData("")]
    [InlineData("error")]
    [InlineData("% weight: weight:% weight:-1 weight:2147483648 -5% 5 4.5%")]
    [InlineData("#up")]
    public void LineWithoutAWordOfTheProtocol_IsNoAnswer(string line) => Assert.Null(Parse(line));

    [Fact]
    public void WordsOfALine_AreShownShortAndPrintable()
    {
        var answer = Parse($"ready \u001b[31m{new string('x', 500)} down #disk\u0007 full")!;
        Assert.Equal(AgentWish.Down, answer.Wish);
        Assert.DoesNotContain(answer.Text + answer.Unknown + answer.Description, char.IsControl);
        Assert.All([answer.Text, answer.Unknown!, answer.Description], text => Assert.InRange(text.Length, 1, AgentLine.LongestShown + 20));
    }

    private static AgentAnswer? Parse(string line) => AgentLine.Parse(Encoding.Latin1.GetBytes(line));
}
