using Ldirectord.Config;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>steertoken and statusgroup.</summary>
public sealed class SteerTokensTests : IDisposable
{
    private const string Alice = "alices-token-0123456789", Bob = "bobs-token-0123456789";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Token_HasTheNameBeforeIt()
    {
        var path = Write($"# who may steer\n\nalice {Alice} # of the first floor\n\tbob\t{Bob}\r\n");
        Assert.Equal("alice", SteerTokens.NameOf(path, Alice));
        Assert.Equal("bob", SteerTokens.NameOf(path, Bob));
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("alices-token-012345678")]
    [InlineData("alices-token-01234567890")]
    [InlineData("ALICES-TOKEN-0123456789")]
    [InlineData("#")]
    public void OtherToken_HasNone(string token) => Assert.Null(SteerTokens.NameOf(Write($"alice {Alice}\n"), token));

    [Fact]
    public void Edit_CountsAtOnce()
    {
        var path = Write($"alice {Alice}\n");
        File.WriteAllText(path, $"bob {Bob}\n");
        Assert.Null(SteerTokens.NameOf(path, Alice));
        Assert.Equal("bob", SteerTokens.NameOf(path, Bob));
    }

    [Theory]
    [InlineData("alice\n", 1)]
    [InlineData("# x\nalice 0123456789\n", 2)]
    [InlineData("alice two words-0123456789\n", 1)]
    [InlineData("al<ice 0123456789abcdef\n", 1)]
    [InlineData("alice 0123456789abcdé0123\n", 1)]
    public void OtherLine_MakesTheFileUnfit_AndItsSecretIsNotShown(string text, int line)
    {
        var path = Write(text);
        Assert.Equal(
            $"{path}, line {line}: expected NAME TOKEN, a token of 16 to 256 printable characters", SteerTokens.Problem(path));
        Assert.Throws<IOException>(() => SteerTokens.NameOf(path, Alice));
    }

    [Theory]
    [InlineData(0b110_100_000, null)]
    [InlineData(0b100_000_000, null)]
    [InlineData(0b110_100_100, "others may read or write it (mode 644), expected chmod 640 or 600")]
    [InlineData(0b110_110_000, "others may read or write it (mode 660), expected chmod 640 or 600")]
    [InlineData(0b110_000_010, "others may read or write it (mode 602), expected chmod 640 or 600")]
    public void FileThatOthersCouldReadOrWrite_IsUnfit(int mode, string? problem)
    {
        var path = Write($"alice {Alice}\n");
        File.SetUnixFileMode(path, (UnixFileMode)mode);
        Assert.Equal(problem is null ? null : $"{path} cannot be used: {problem}", SteerTokens.Problem(path));
    }

    [Fact]
    public void FileThatIsMissingOrNoFile_IsUnfit()
    {
        Assert.Equal($"{_folder.Path("none")} cannot be used: there is no such file", SteerTokens.Problem(_folder.Path("none")));
        Assert.Equal(
            $"{_folder.FullName} cannot be used: it is a directory: expected a file", SteerTokens.Problem(_folder.FullName));
    }

    [Fact]
    public void Steertoken_IsAnAbsolutePath_AndAnUnfitFileIsWarnedOf()
    {
        var path = Write($"alice {Alice}\n");
        Assert.Equal(path, ReadConfig($"steertoken = {path}\n").SteerTokenFile);
        var missing = Read("steertoken = /nonexistent\n");
        Assert.Equal("/nonexistent", missing.Config?.SteerTokenFile);
        Assert.Contains(missing.Diagnostics, found => found is
        {
            Severity: Severity.Warning, Line: 1, Column: 14,
            Message: "nobody can steer by a token: /nonexistent cannot be used: there is no such file",
        });
        Assert.Contains(Read("steertoken = tokens\n").Diagnostics, found => found is
        {
            Severity: Severity.Error, Line: 1, Column: 14,
            Message: "invalid steertoken \"tokens\": expected the absolute path of a file",
        });
    }

    [Fact]
    public void Statusgroup_IsAGroupOfThisMachine()
    {
        Assert.Equal(0u, ReadConfig("statusgroup = root\n").StatusGroup);
        Assert.Contains(Read("statusgroup = nosuchgroup\n").Diagnostics, found => found is
        {
            Severity: Severity.Error, Line: 1, Column: 15,
            Message: "unknown group \"nosuchgroup\": expected the name of a group of this machine",
        });
    }

    [Fact]
    public void UsersAndGroups_HaveTheirNames()
    {
        Assert.Equal("root", UserName.Of(0));
        Assert.Null(UserName.Of(4_000_000_000));
        Assert.Null(UserGroup.Find("no\0group"));
    }

    private string Write(string text)
    {
        var path = _folder.Write("tokens", text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
