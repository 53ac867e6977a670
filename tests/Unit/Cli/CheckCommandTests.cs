using Ldirectord.Cli;
using Ldirectord.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Cli;

public sealed class CheckCommandTests
{
    [Theory]
    [InlineData("local9")]
    [InlineData("info")]
    [InlineData("")]
    public void FacilityThatStartRefuses_IsAnErrorForCheck(string logFile)
    {
        using var output = new StringWriter();

        Assert.Equal(2, CheckCommand.Run(new ConfigResult(Sample.Config(Sample.Virtual()) with { LogFile = logFile }, []), output));

        Assert.StartsWith($"/etc/ha.d/web.cf: error: logfile = \"{logFile}\" is neither", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("1 error: this configuration is refused\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void FacilityOfASupervisedDaemon_IsNotChecked()
    {
        using var output = new StringWriter();

        Assert.Equal(0,
            CheckCommand.Run(new ConfigResult(Sample.Config(Sample.Virtual()) with { LogFile = "local9", Supervised = true }, []), output));

        Assert.DoesNotContain("local9", output.ToString(), StringComparison.Ordinal);
    }
}
