using System.Diagnostics;
using Ldirectord.KernelGuest;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>
/// One story in two sandboxes at once. After each step both tables must become the same, with the same pid files, what was said since the
/// step began must be the same set of facts, and both must stay so for a while; a step must have an effect unless it says that it has none.
/// </summary>
internal sealed class StoryRun(Story story, Sandbox original, Sandbox ours)
{
    /// <summary>Three rounds of checks.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    /// <summary>
    /// So many looks found the original asleep, as it is between two rounds of checks: more than one such pause (1 s) has room for. On a
    /// busy machine, time alone says little.
    /// </summary>
    private const long Pauses = 8;

    /// <summary>
    /// Nothing has changed in either sandbox for so long: nothing will. The original's longest silence is a round of checks that time out.
    /// </summary>
    private static readonly TimeSpan Stalled = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Comparison _comparison = new(story.Differences);

    public async Task RunAsync()
    {
        var rows = DifferenceRows.All;
        foreach (var row in story.Differences.Select(difference => difference.Row)
            .Concat(story.Steps.Select(step => step.TablesDiffer).OfType<string>()))
            Assert.True(rows.Contains(row), $"docs/differences.md has no row \"{row}\"");

        await Task.WhenAll(story.PrepareAsync(original), story.PrepareAsync(ours));
        var before = await LookAsync();
        foreach (var step in story.Steps)
            before = await TakeAsync(step, before);
        Assert.True(!_comparison.NeverSeen.Any(),
            $"declared, but it did not show: {string.Join("; ", _comparison.NeverSeen.Select(never => $"{never.Row}: {never.Whole}"))}");
    }

    private async Task<Sights> TakeAsync(StoryStep step, Sights before)
    {
        var answers = await Task.WhenAll(step.Act(original), step.Act(ours));
        var answered = answers.Select(lines => lines.Select(Observations.Plain).ToArray()).ToArray();
        var clock = Stopwatch.StartNew();
        var (calmSince, seen, asleep) = (clock.Elapsed, "", before.Original.Asleep);
        while (true)
        {
            await Task.Delay(250);
            var now = await LookAsync();
            var (original, ours) = (Told.Since(before.Original, now.Original), Told.Since(before.Ours, now.Ours));
            if (original.Text + ours.Text != seen)
                (seen, calmSince, asleep) = (original.Text + ours.Text, clock.Elapsed, now.Original.Asleep);
            var differences = _comparison.Compare(original.With(answered[0]), ours.With(answered[1]), step.ReadsConfiguration);
            var agree = differences.Count == 0 && original.State == ours.State == step.TablesDiffer is null;
            if (step.IsQuiet && (original.Happened || ours.Happened))
                Fail("something came of it", now, differences);
            if (agree && (step.IsQuiet || step.IsQuestion || (ours.Happened && (original.Happened || step.TablesDiffer is not null)))
                && clock.Elapsed - calmSince >= Calm && now.Original.Asleep - asleep >= Pauses && now.Newer(before))
                return now;
            if (clock.Elapsed - calmSince >= Stalled || clock.Elapsed > Patience)
                Fail(agree ? "nothing came of it" : "they do not agree", now, differences);
        }

        void Fail(string what, Sights now, IReadOnlyList<string> differences) => Assert.Fail(
            $"""
            after "{step.Name}": {what}
            {string.Join('\n', differences)}
            --- the original's table
            {Observations.State(now.Original)}
            --- ours
            {Observations.State(now.Ours)}
            --- the original's log
            {now.Original.Files.GetValueOrDefault("log/ldirectord.log")}
            --- our log
            {now.Ours.Files.GetValueOrDefault("log/ldirectord.log")}
            --- the configuration
            {story.Configuration}
            """);
    }

    private async Task<Sights> LookAsync()
    {
        var sights = await Task.WhenAll(original.LookAsync(), ours.LookAsync());
        return new Sights(sights[0], sights[1]);
    }

    private sealed record Sights(SandboxState Original, SandboxState Ours)
    {
        /// <summary>Both sandboxes have been looked at again.</summary>
        public bool Newer(Sights other) => Original.Look > other.Original.Look + 1 && Ours.Look > other.Ours.Look + 1;
    }

    /// <summary>The effects of a step in one sandbox.</summary>
    private sealed record Told(bool Happened, string State, HashSet<string> Observations)
    {
        public string Text { get; } = State + string.Concat(Observations.Order(StringComparer.Ordinal));

        public static Told Since(SandboxState before, SandboxState now)
        {
            var (state, facts) = (Compatibility.Observations.State(now), Compatibility.Observations.Since(before, now));
            return new Told(facts.Count > 0 || state != Compatibility.Observations.State(before), state, facts);
        }

        public HashSet<string> With(IEnumerable<string> answers) => [.. Observations, .. answers];
    }
}
