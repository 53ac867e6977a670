using Ldirectord.Planning;

namespace Ldirectord.Tests.Planning;

public class LastServerRuleTests
{
    /// <summary>One word for each server: its service, "+" up or "-" down, "x" if it is taken out.</summary>
    [Theory]
    [InlineData("a+x a+", "")]
    [InlineData("a+x a-", "a")]
    [InlineData("a+x a+x", "a")]
    [InlineData("a+x", "a")]
    [InlineData("a-x a-", "")]
    [InlineData("a-x a+", "")]
    [InlineData("a+x a+ b+x b- c+x", "b c")]
    [InlineData("a- b+", "")]
    public void ServiceIsEmptied_IfAllOfItsServersThatAreUpAreTakenOut(string servers, string emptied) =>
        Assert.Equal(
            emptied,
            string.Join(' ', LastServerRule.Emptied(servers.Split(' ').Select(word => (word[..1], word[1] == '+', word.EndsWith('x'))))));
}
