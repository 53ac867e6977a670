using Ldirectord.Checks;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>Weights that checks give, in a director at work.</summary>
public class CheckWeightTests
{
    private readonly Backend _first = new();
    private readonly Backend _second = new();

    [Fact]
    public async Task OnlyServerThatGivesNoWeightFails_WhileTheOtherIsAt0Percent_ThatServesWithWeight1()
    {
        var pair = Virtual(
            "10.0.0.1:80",
            Real("10.0.1.1:80", weight: 100) with { Check = new IdleCheck(_first) },
            Real("10.0.1.2:80", weight: 100) with { Check = new SilentCheck(_second) }) with
        {
            CheckInterval = TimeSpan.FromSeconds(1),
        };
        await using var director = new RunningDirector(Of(pair));
        await director.FirstRoundAsync();
        Assert.Equal("10.0.1.1:80 0, 10.0.1.2:80 100", director.In(pair));
        _second.Die();
        await director.AdvanceUntilAsync(() => director.In(pair) == "10.0.1.1:80 1", TimeSpan.FromSeconds(10));
        _second.Return();
        await director.AdvanceUntilAsync(() => director.In(pair) == "10.0.1.1:80 0, 10.0.1.2:80 100", TimeSpan.FromSeconds(10));
    }

    /// <summary>A program whose passes give 0 %.</summary>
    private sealed record IdleCheck(Backend Backend) : Check(EndPoint("10.0.1.1:80"), CheckTimeout)
    {
        public override string Kind => "test";

        public override bool MayGiveWeight => true;

        public override async ValueTask<CheckResult> RunAsync(CancellationToken ct) =>
            await Backend.ProbeAsync(ct) with { Weight = new WeightAnswer(0, IsPercent: true) };
    }

    /// <summary>A program whose passes give no weight, though they might.</summary>
    private sealed record SilentCheck(Backend Backend) : Check(EndPoint("10.0.1.2:80"), CheckTimeout)
    {
        public override string Kind => "test";

        public override bool MayGiveWeight => true;

        public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => Backend.ProbeAsync(ct);
    }
}
