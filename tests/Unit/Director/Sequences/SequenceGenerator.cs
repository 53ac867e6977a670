using System.Collections.Immutable;
using Ldirectord.Checks;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>Sequences of what can happen to a director, the same one for the same seed.</summary>
internal static class SequenceGenerator
{
    private static readonly string?[] s_lines = ["up", "45%", "0%", "0%", "drain", "weight:0", "weight:1", "down #full", "maint", null];

    private static readonly WeightAnswer?[] s_weights =
        [null, null, new(50, IsPercent: true), new(0, IsPercent: true), new(0, IsPercent: false)];

    private static readonly string?[] s_limits = ["none", "0", "5s", null, null];

    private static readonly string?[] s_given = ["1", "50%", "0%", "0", null, null, null];

    public static ImmutableArray<Step> Generate(int seed, int length)
    {
        var random = new Random(seed);
        var steps = ImmutableArray.CreateBuilder<Step>();
        steps.Add(new Reload(random.Next()));
        while (steps.Count < length)
            steps.Add(Next(random));
        steps.Add(new Settle());
        return steps.ToImmutable();
    }

    private static Step Next(Random random) => random.Next(31) switch
    {
        <= 5 => new Become(random.Next(Scene.Servers), Code(random)),
        6 or 7 => new Maintain(random.Next(Scene.Servers), random.Next(2) == 0),
        8 or 9 => new Reload(random.Next()),
        10 => random.Next(4) == 0 ? new ReloadEmpty() : new ReloadBad(),
        11 => new ManualWeight(random.Next(4), random.Next(4), random.Next(9)),
        12 => new ManualDelete(random.Next(4), random.Next(4)),
        13 => random.Next(4) == 0 ? new ManualClear() : new ManualAdd(random.Next(4)),
        14 => new ManualForeign(random.Next(1, 9)),
        15 => new Refuse(random.Next(3)),
        16 => new LoseTable(random.Next(2) == 0),
        17 => new Connections((uint)random.Next(2)),
        18 => new Look(),
        19 or 20 => new Pass(TimeSpan.FromMilliseconds(random.Next(1, 4000))),
        21 or 22 or 23 => new Say(random.Next(Scene.Servers), s_lines[random.Next(s_lines.Length)]),
        24 => new Weigh(random.Next(Scene.Servers), s_weights[random.Next(s_weights.Length)]),
        25 or 26 => new CloseHeld(random.Next(Scene.Servers)),
        27 or 28 => new Drain(random.Next(Scene.Servers), s_limits[random.Next(s_limits.Length)]),
        29 => new Give(random.Next(Scene.Servers), s_given[random.Next(s_given.Length)]),
        _ => new Settle(),
    };

    private static StatusCode? Code(Random random) => random.Next(8) switch
    {
        0 => null,
        1 => StatusCode.ConnectRefused,
        2 => StatusCode.TlsHandshake,
        3 => StatusCode.ResponseTimeout,
        4 => random.Next(2) == 0 ? StatusCode.ResponseStatus : StatusCode.LocalError,
        5 => random.Next(2) == 0 ? StatusCode.LocalShortage : StatusCode.ProgramUnknown,
        _ => StatusCode.ResponseOk,
    };
}
