using System.Net;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>agentfile: what a file says of a real server.</summary>
public sealed class AgentFileCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("45%\n", "45%", "Ready", 45, true)]
    [InlineData("45%", "45%", "Ready", 45, true)]
    [InlineData("\n weight:7\r\ndrain\n", "weight:7", "Ready", 7, false)]
    public async Task FirstLine_IsAnAgents(string content, string text, string wish, int weight, bool isPercent)
    {
        var answer = (await ResultAsync(_folder.Write("a", content))).Agent!;

        Assert.Equal((text, wish, new WeightAnswer(weight, isPercent)), (answer.Text, $"{answer.Wish}", answer.Weight!.Value));
    }

    [Fact]
    public async Task DownWithItsReason_IsAnAgents()
    {
        var answer = (await ResultAsync(_folder.Write("a", "down # disk full\n"))).Agent!;

        Assert.Equal((AgentWish.Down, "disk full"), (answer.Wish, answer.Description));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public async Task EmptyFile_ChangesNothing_SinceSomebodyMayBeWritingIt(string content) =>
        Assert.Equal(CheckStatus.NotTried, (await ResultAsync(_folder.Write("a", content))).Status);

    /// <summary>keepalived's numbers mean something else, so none of them is taken for a weight.</summary>
    [Theory]
    [InlineData("0")]
    [InlineData("-2147483648")]
    [InlineData("100")]
    public async Task NumberAlone_IsNoWord(string content)
    {
        var path = _folder.Write("a", content);
        var result = await ResultAsync(path);

        Assert.Equal(
            (StatusCode.ResponseMalformed, $"{path} says \"{content}\": expected 45%, weight:45, drain, down, maint or up", null),
            (result.Code, result.Detail, result.Agent));
    }

    [Fact]
    public async Task FileThatIsMissingOrUnfit_IsNoAnswer()
    {
        Assert.Equal(
            (StatusCode.LocalError, $"{_folder.Path("none")}: there is no such file"), Short(await ResultAsync(_folder.Path("none"))));
        Assert.Equal(
            (StatusCode.LocalError, "/dev/zero: it is a device: expected a file"), Short(await ResultAsync("/dev/zero")));
        var large = await ResultAsync(_folder.Write("large", new string('x', AgentLine.MaxLength + 1)));
        Assert.Equal(StatusCode.LocalError, large.Code);
    }

    [Fact]
    public async Task Pipe_HoldsNobodyUp()
    {
        var pipe = _folder.Path("pipe");
        using var made = System.Diagnostics.Process.Start("mkfifo", [pipe]);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((StatusCode.LocalError, $"{pipe}: it is a named pipe: expected a file"), Short(await ResultAsync(pipe)));
    }

    [Fact]
    public async Task EachLook_ReadsAnew()
    {
        var path = _folder.Write("a", "45%");
        Assert.Equal("45%", (await ResultAsync(path)).Agent?.Text);
        _folder.Write("a", "drain");
        Assert.Equal("drain", (await ResultAsync(path)).Agent?.Text);
    }

    private static (StatusCode, string) Short(CheckResult result) => (result.Code, result.Detail);

    private static Task<CheckResult> ResultAsync(string path) =>
        Probing.ResultAsync(new AgentFileCheck(new IPEndPoint(IPAddress.Loopback, 80), Probing.Ample, path));
}
