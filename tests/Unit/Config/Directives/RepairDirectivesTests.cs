using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

public class RepairDirectivesTests
{
    [Theory]
    [InlineData("", RepairMode.No, null)]
    [InlineData("repair = no\n", RepairMode.No, null)]
    [InlineData("repair = missing\n", RepairMode.Missing, null)]
    [InlineData("repairinterval = 60\nrepair = all  \n", RepairMode.All, 60)]
    [InlineData("repair = all\nrepairinterval = 5\nrepair = missing\n", RepairMode.Missing, 5)]
    internal void Repair_IsOneOfThreeWords_AndItsIntervalSeconds(string text, RepairMode mode, int? seconds)
    {
        var settings = ReadConfig(text).Repair;
        Assert.Equal(mode, settings.Mode);
        Assert.Equal(seconds, settings.Interval?.TotalSeconds);
        Assert.All(Read(text).Diagnostics, diagnostic => Assert.True(diagnostic.IsPortability));
    }

    [Fact]
    public void IntervalOfComparisons_IsTheShortestCheckintervalUnlessTheFileSaysAnother()
    {
        const string Services = "checkinterval = 20\nvirtual=10.0.0.1:80\n\treal=10.0.1.1:80 masq\n"
            + "virtual=10.0.0.2:80\n\tcheckinterval = 7\n\treal=10.0.1.1:80 masq\n";
        Assert.Equal(7, ReadConfig($"repair = missing\n{Services}").ComparisonInterval?.TotalSeconds);
        Assert.Equal(60, ReadConfig($"repair = missing\nrepairinterval = 60\n{Services}").ComparisonInterval?.TotalSeconds);
        Assert.Null(ReadConfig("repair = missing\n").ComparisonInterval);
    }

    [Theory]
    [InlineData("repair = yes", 1, 10, "invalid repair \"yes\": expected no, missing or all")]
    [InlineData("repair = ", 1, 10, "invalid repair \"\": expected no, missing or all")]
    [InlineData("repair = All", 1, 10, "invalid repair \"All\": expected all, in lower case")]
    [InlineData("repair = all\nrepairinterval = 0", 2, 18, "invalid repairinterval \"0\": expected a number from 1")]
    public void AnotherValue_IsAnErrorThatSaysWhatIsExpected(string text, int line, int column, string message)
    {
        var error = Assert.Single(Read($"{text}\n").Errors);
        Assert.Equal((line, column, message), (error.Line, error.Column, error.Message));
    }

    [Theory]
    [InlineData("repairinterval = 60\n")]
    [InlineData("repairinterval = 60\nrepair = no\n")]
    public void IntervalWithoutRepair_IsWarnedOf(string text)
    {
        var warning = Assert.Single(Read(text).Diagnostics, diagnostic => !diagnostic.IsPortability);
        Assert.Equal((1, 18), (warning.Line, warning.Column));
        Assert.Equal("repairinterval has no effect without repair: expected repair = missing or repair = all", warning.Message);
    }

    [Fact]
    public void Repair_InASection_IsRefused() =>
        Assert.Contains("directive of the whole file", Assert.Single(
            Read("virtual=10.0.0.1:80\n\treal=10.0.1.1:80 masq\n\trepair = all\n").Errors).Message, StringComparison.Ordinal);
}
