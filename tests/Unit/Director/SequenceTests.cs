using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Director.Sequences;

namespace Ldirectord.Tests.Director;

/// <summary>
/// Whatever happens, in whatever order: no service is lost or empty in between, nobody else's is touched, nothing is written in vain, and
/// the log tells of every change. Environment: SEQUENCE_SEED and SEQUENCES choose what is played.
/// </summary>
public class SequenceTests
{
    private const int Length = 50;

    [Fact]
    public async Task WhateverHappens_TheTableFollowsTheRules()
    {
        int seed = FromEnvironment("SEQUENCE_SEED", 20261121);
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(Enumerable.Range(seed, FromEnvironment("SEQUENCES", 1000)), TestContext.Current.CancellationToken,
            async (number, _) =>
        {
            var steps = SequenceGenerator.Generate(number, Length);
            if (failures.Count < 3 && await PlayAsync(steps) is { } wrong)
                failures.Enqueue($"SEQUENCE_SEED={number}: {wrong}\nshrunk: {await ShrunkAsync(steps)}");
        });
        Assert.True(failures.IsEmpty, string.Join("\n\n", failures));
    }

    private static async Task<string?> PlayAsync(ImmutableArray<Step> steps)
    {
        using var run = new SequenceRun(new InMemoryIpvs());
        return await run.PlayAsync(steps);
    }

    /// <summary>The sequence without the steps that its failure does not need.</summary>
    private static async Task<string> ShrunkAsync(ImmutableArray<Step> steps)
    {
        for (int at = steps.Length - 1; at >= 0; at--)
        {
            if (await PlayAsync(steps.RemoveAt(at)) is not null)
                steps = steps.RemoveAt(at);
        }

        return $"{await PlayAsync(steps) ?? "(not this time)"}\n{string.Join('\n', steps)}";
    }

    private static int FromEnvironment(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
