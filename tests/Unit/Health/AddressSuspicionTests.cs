using Ldirectord.Checks;
using Ldirectord.Health;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Health;

public class AddressSuspicionTests
{
    [Theory]
    [InlineData("ConnectFailed", true)]
    [InlineData("TimedOut", true)]
    [InlineData("BadResponse", true)]
    [InlineData("Passed", false)]
    [InlineData("NotTried", false)]
    public void ServerThatWasUp_IsSuspectedByAFailureAlone(string status, bool follows) =>
        Assert.Equal(follows, AddressSuspicion.Follows(View(ServerState.Up), Enum.Parse<CheckStatus>(status)));

    [Fact]
    public void ServerThatWasNotUp_SaysNothingOfItsHost()
    {
        Assert.False(AddressSuspicion.Follows(View(ServerState.Down), CheckStatus.ConnectFailed));
        Assert.False(AddressSuspicion.Follows(View(ServerState.Unknown), CheckStatus.ConnectFailed));
        Assert.False(AddressSuspicion.Follows(View(null), CheckStatus.ConnectFailed));
    }
}
