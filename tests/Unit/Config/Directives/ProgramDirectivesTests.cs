using Ldirectord.Checks;
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

    [Fact]
    public void IsOurs_AndSaysSo() => Assert.Contains(
        Read(FileWith("exitcodes=nagios")).Diagnostics, diagnostic => diagnostic.IsPortability);
}
