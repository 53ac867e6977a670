using System.Net;
using Ldirectord.Checks;
using Ldirectord.Platform;
using Ldirectord.Tests.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>Programs of checkdirectory as they run: arguments, environment, user, and what they say.</summary>
public sealed class ServiceProgramTests : IDisposable
{
    private readonly ProgramFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("echo 'share is there'; echo more; exit 0", true, "smb: share is there")]
    [InlineData("echo 'no share | weight=3'; exit 1", false, "smb: no share")]
    [InlineData("exit 4", false, "smb: exit status 4")]
    [InlineData("exit 0", true, "smb: exit status 0")]
    public async Task FirstLine_IsTheReason(string body, bool up, string reason)
    {
        var result = await Probing.ResultAsync(Check(body));
        Assert.Equal((up, reason, null), (result.IsUp, result.Detail, result.Weight));
    }

    [Fact]
    public async Task ExitCodes_AreFollowed()
    {
        var result = await Probing.ResultAsync(Check("echo 'slow | weight=30%'; exit 1") with { ExitCodes = ExitCodes.Nagios });
        Assert.Equal((true, "smb: slow", new WeightAnswer(30, IsPercent: true)), (result.IsUp, result.Detail, result.Weight));
    }

    [Fact]
    public async Task WithoutArguments_TheFourOfAnExternalCheckAreGiven() =>
        Assert.Equal("smb: 10.0.0.1 443 10.0.0.2 80", (await Probing.RunAsync(Check("echo \"$*\""))).Detail);

    [Fact]
    public async Task Arguments_ArriveAsTheyAre()
    {
        var check = Check("for word in \"$@\"; do printf '<%s>' \"$word\"; done") with
        {
            Launch = new ProgramLaunch { Arguments = new ArgumentWords(["-H", "a b", "", "$HOME", "'*'"]) },
        };
        Assert.Equal("smb: <-H><a b><><$HOME><'*'>", (await Probing.RunAsync(check)).Detail);
    }

    [Fact]
    public async Task Secrets_AreInTheEnvironmentAlone_BesideTheDaemonsOwn()
    {
        var said = _folder.Path("said");
        var check = Check($"env > {said}; tr '\\0' ' ' < /proc/$$/cmdline >> {said}; echo \"no $LDIRECTORD_PASSWD\"; exit 1") with
        {
            Launch = new ProgramLaunch { Password = "hush-hush", Secret = "quiet=x" },
        };
        Assert.Equal("smb: no ***", (await Probing.RunAsync(check)).Detail);
        var lines = File.ReadAllLines(said);
        Assert.Contains("LDIRECTORD_PASSWD=hush-hush", lines);
        Assert.Contains("LDIRECTORD_SECRET=quiet=x", lines);
        Assert.Contains($"PATH={Environment.GetEnvironmentVariable("PATH")}", lines);
        Assert.Single(lines, line => line.Contains("hush", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutSecrets_TheEnvironmentHasNone() =>
        Assert.Equal("smb: none", (await Probing.RunAsync(Check("echo ${LDIRECTORD_PASSWD-none}"))).Detail);

    [Fact]
    public async Task ExternalCheck_HasTheSecretsToo() => Assert.True(
        (await Probing.RunAsync(Check("test \"$LDIRECTORD_PASSWD\" = hush") with
        {
            Service = "",
            Launch = new ProgramLaunch { Password = "hush" },
        })).IsUp);

    [Fact]
    public async Task ProgramThatIsGone_IsAFailure_WithItsPath()
    {
        var check = Check("exit 0") with { Command = "/nowhere/smb" };
        Assert.Equal(
            new Outcome(CheckStatus.Error, "/nowhere/smb cannot be started: no such file or directory"), await Probing.RunAsync(check));
    }

    [Fact]
    public async Task CheckUser_IsWhoRunsTheProgram()
    {
        var check = AsNobody("echo \"$(id -u) $(id -G) $LDIRECTORD_PASSWD\"");
        check = check with { Launch = check.Launch with { Password = "" } };
        var nobody = UserAccount.Find("nobody")!.Value;
        Assert.Equal($"smb: {nobody.Id} {nobody.Groups.Replace(',', ' ')}", (await Probing.RunAsync(check)).Detail);
    }

    [Fact]
    public async Task ProgramOfAnotherUser_IsEndedAtTheDeadlineWithItsChildren()
    {
        var started = _folder.Path("started");
        await Tool.RunAsync("touch", [started]);
        ProgramFolder.SetMode(started, "666");
        var check = AsNobody($"trap '' TERM; sleep 1000 & echo $$ $! > {started}; wait");

        var result = await Probing.ResultPastDeadlineAsync(check, () => File.ReadAllText(started).EndsWith('\n'));

        Assert.Equal(StatusCode.ProgramTimeout, result.Code);
        await Eventually.TrueAsync(() => File.ReadAllText(started).Trim().Split(' ').All(pid => !Directory.Exists($"/proc/{pid}")));
    }

    [Theory]
    [InlineData("755", "755", null)]
    [InlineData("755", "700", "smb has mode 700, expected one that lets that user read and execute it")]
    [InlineData("755", "711", "smb has mode 711, expected one that lets that user read and execute it")]
    [InlineData("700", "755", " has mode 700, expected one that lets that user pass")]
    public void ProgramThatTheUserMayNotRun_IsWarnedOf(string folder, string mode, string? barrier)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root becomes another user");
        ProgramFolder.SetMode(_folder.Add("smb"), mode);
        ProgramFolder.SetMode(_folder.FullName, folder);
        var found = Reading.Read(Reading.FileWith("service=smb|real=127.0.0.2:80 masq|checkuser=nobody", _folder.Line)).Diagnostics
            .Where(warning => !warning.IsPortability).ToList();
        if (barrier is null)
            Assert.Empty(found);
        else
            Assert.EndsWith(barrier, Assert.Single(found).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProgramThatTheUserMayNotRead_IsNotUp()
    {
        var check = AsNobody("exit 0");
        ProgramFolder.SetMode(check.Command, "700");
        Assert.False((await Probing.ResultAsync(check)).IsUp);
    }

    private ExternalCheck AsNobody(string body)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root becomes another user");
        ProgramFolder.SetMode(_folder.FullName, "755");
        return Check(body) with { Launch = new ProgramLaunch { User = UserAccount.Find("nobody") } };
    }

    private ExternalCheck Check(string body) =>
        new(IPEndPoint.Parse("10.0.0.2:80"), TimeSpan.FromSeconds(30), _folder.Add("smb", body), "10.0.0.1", 443, Perl: false)
        {
            Service = "smb",
        };
}
