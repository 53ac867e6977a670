using System.Runtime.CompilerServices;
using Ldirectord.Checks;
using Ldirectord.Director;

namespace Ldirectord.Tests.Director;

public class CheckStripTests
{
    [Fact]
    public void ServerThatWasNeverChecked_HasAnEmptyStrip() => Assert.Equal("", default(CheckStrip).ToString());

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(250)]
    public void Checks_AreRememberedInOrder_AHundredOfThem(int count)
    {
        CheckStatus[] statuses =
            [CheckStatus.Passed, CheckStatus.TimedOut, CheckStatus.Passed, CheckStatus.NotTried, CheckStatus.BadResponse];
        var strip = default(CheckStrip);
        var expected = "";
        for (var i = 0; i < count; i++)
        {
            var status = statuses[i * 7 % 11 % statuses.Length];
            strip = strip.With(status);
            expected += status switch { CheckStatus.Passed => '+', CheckStatus.NotTried => '?', _ => '-' };
        }

        Assert.Equal(expected.Length > 100 ? expected[^100..] : expected, strip.ToString());
    }

    [Fact]
    public void MemoryOfAServer_Is32BytesForItsStrip_And32ForItsUptime()
    {
        Assert.Equal(32, Unsafe.SizeOf<CheckStrip>());
        Assert.Equal(32, Unsafe.SizeOf<UptimeCount>());
    }
}
