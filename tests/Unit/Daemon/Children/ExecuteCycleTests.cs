
using Ldirectord.Daemon;

namespace Ldirectord.Tests.Daemon;

public class ExecuteCycleTests
{
    /// <summary>Configurations and what they execute: "a: b c, b: a".</summary>
    [Theory]
    [InlineData("", "a b", "c", false)]
    [InlineData("", "a b", "b", true)]
    [InlineData("a: b, b: c, c: a", "b", "a", true)]
    [InlineData("b: c, c: b", "b", "a", false)]
    [InlineData("b: c d, d: a", "b gone", "a", true)]
    public void LeadsTo_FollowsWhatIsExecutedToItsEnd(string files, string execute, string parent, bool expected)
    {
        var known = files.Split(", ", StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(file => file.Split(": ")[0], file => file.Split(": ")[1].Split(' '));
        var leads = ExecuteCycle.LeadsTo(
            parent, execute.Split(' '), name => name == "gone" ? null : (name, known.GetValueOrDefault(name, [])));
        Assert.Equal(expected, leads);
    }
}
