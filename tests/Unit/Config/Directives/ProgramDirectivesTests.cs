using Ldirectord.Checks;
using Ldirectord.Platform;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>The directives about the program of an external check.</summary>
public sealed class ProgramDirectivesTests
{
    [Theory]
    [InlineData("", "Ldirectord")]
    [InlineData("|exitcodes=ldirectord", "Ldirectord")]
    [InlineData("|exitcodes=nagios", "Nagios")]
    [InlineData("|exitcodes = keepalived", "Keepalived")]
    public void ExitCodes_AreTheChecks(string line, string codes) => Assert.Equal(
        codes, $"{Assert.IsType<ExternalCheck>(Server($"checktype=external|real=127.0.0.2:81 masq{line}").Check).ExitCodes}");

    [Theory]
    [InlineData("", 100)]
    [InlineData("|warningweight=50%", 50)]
    [InlineData("|warningweight = 0% # none", 0)]
    [InlineData("|warningweight=100%", 100)]
    public void WarningWeight_IsTheChecks(string line, int percent) => Assert.Equal(
        percent,
        Assert.IsType<ExternalCheck>(
            Server($"checktype=external|real=127.0.0.2:81 masq|exitcodes=nagios{line}").Check).WarningWeight);

    [Theory]
    [InlineData("warningweight=50|exitcodes=nagios", "invalid warningweight \"50\": expected percent of the weight, 0%..100%")]
    [InlineData("warningweight=101%|exitcodes=nagios", "invalid warningweight \"101%\": expected percent of the weight, 0%..100%")]
    [InlineData("warningweight=-1%|exitcodes=nagios", "invalid warningweight \"-1%\": expected percent of the weight, 0%..100%")]
    [InlineData("warningweight=50%",
        "warningweight without exitcodes = nagios, which alone has a warning: expected exitcodes = nagios")]
    [InlineData("exitcodes=keepalived|warningweight=50%",
        "warningweight without exitcodes = nagios, which alone has a warning: expected exitcodes = nagios")]
    public void BadWarningWeight_IsRefused(string lines, string message) =>
        Assert.Equal(message, Assert.Single(Read(FileWith(lines)).Errors).Message);

    [Theory]
    [InlineData("sh", "warningweight has no effect with scheduler = sh, which cannot use the weights of checks")]
    [InlineData("dh", "warningweight has no effect with scheduler = dh, which cannot use the weights of checks")]
    [InlineData("rr", "scheduler = rr uses no weight: of warningweight only 0% has an effect")]
    public void WarningWeightThatTheSchedulerCannotUse_IsWarnedOf(string scheduler, string message) => Assert.Contains(
        message,
        Read(FileWith("checktype=external|checkcommand=/bin/true|real=127.0.0.2:81 masq 10|"
            + $"exitcodes=nagios|warningweight=50%|scheduler={scheduler}"))
            .Diagnostics.Select(warning => warning.Message));

    [Theory]
    [InlineData("exitcodes=perl", "invalid exitcodes \"perl\": expected ldirectord, nagios or keepalived")]
    [InlineData("exitcodes=Nagios", "invalid exitcodes \"Nagios\": expected nagios, in lower case")]
    [InlineData("exitcodes=", "invalid exitcodes \"\": expected ldirectord, nagios or keepalived")]
    public void InvalidValue_IsAnErrorWithItsPlace(string line, string message)
    {
        var error = Assert.Single(Read(FileWith(line)).Errors);
        Assert.Equal((2, 12, message), (error.Line, error.Column, error.Message)); // a tab is one column
    }

    [Fact]
    public void WithoutAnExternalCheck_AWarningSaysSo() => Assert.Contains(
        "exitcodes has no effect without checktype = external or external-perl",
        Read(FileWith("checktype=connect|real=127.0.0.2:81 masq|exitcodes=nagios")).Diagnostics.Select(warning => warning.Message));

    [Theory]
    [InlineData("exitcodes=nagios")]
    [InlineData("checkarguments=\"\"")]
    [InlineData("checkuser=nosuchuser")]
    public void IsOurs_AndSaysSo(string line) => Assert.Contains(
        Read(FileWith(line)).Diagnostics, diagnostic => diagnostic.IsPortability);

    [Fact]
    public void UnknownUser_IsAnErrorWithItsPlace()
    {
        var error = Assert.Single(Read(FileWith("checkuser=no such user")).Errors);
        Assert.Equal(
            (2, 12, "invalid checkuser \"no such user\": this machine has no such user"), (error.Line, error.Column, error.Message));
    }

    [Fact]
    public void OwnUser_IsNoOther() => Assert.Null(External($"checkuser={Environment.UserName}").Launch.User);

    [Fact]
    public void OtherUser_NeedsRoot()
    {
        const string section = "real=127.0.0.2:81 masq|checktype=external|checkcommand=/bin/true|checkuser=nobody";
        var errors = Read(FileWith(section)).Errors.Select(error => error.Message).ToList();
        if (Environment.IsPrivilegedProcess)
            Assert.Empty(errors);
        else
            Assert.Matches("^checkuser = nobody needs root: this process is of user [0-9]+ and cannot", Assert.Single(errors));
    }

    [Fact]
    public void OtherUser_IsPartOfTheCheck()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root becomes another user");
        var (nobody, daemon) = (External("checkuser=nobody"), External("checkuser=daemon"));
        Assert.Equal(nobody, External("checkuser=nobody"));
        Assert.NotEqual(nobody, daemon);
        Assert.Equal(UserAccount.Find("nobody"), nobody.Launch.User);
    }

    private static ExternalCheck External(string line) => Assert.IsType<ExternalCheck>(
        Server($"real=127.0.0.2:81 masq|checktype=external|checkcommand=/bin/true|{line}").Check);
}
