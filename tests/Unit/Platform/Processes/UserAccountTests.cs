using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Platform;

/// <summary>Users of this machine, as id(1) has them.</summary>
public sealed class UserAccountTests
{
    [Theory]
    [InlineData("root")]
    [InlineData("nobody")]
    [InlineData("www-data")]
    public async Task User_IsThatOfId(string name)
    {
        var user = Assert.NotNull(UserAccount.Find(name));
        Assert.Equal($"{user.Id}", await IdAsync("-u", name));
        Assert.Equal($"{user.Group}", await IdAsync("-g", name));
        Assert.Equal(
            (await IdAsync("-G", name)).Split(' ').Order(StringComparer.Ordinal), user.Groups.Split(',').Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("no-such-user")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("0")]
    public void UnknownUser_IsNull(string name) => Assert.Null(UserAccount.Find(name));

    private static async Task<string> IdAsync(string option, string name) => (await Tool.RunAsync("id", [option, name])).Said.TrimEnd();
}
