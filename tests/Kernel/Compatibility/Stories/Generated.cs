namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>Generated configurations, by seed: start, all servers fail, all recover, stop.</summary>
internal static class Generated
{
    public static IReadOnlyDictionary<int, Story> AGeneratedDirector_ComesToTheSame { get; } = Enumerable.Range(1, 100)
        .Select(seed => (Seed: seed, Scenario: Scenario.Generate(seed)))
        .Where(director => director.Scenario.IsChecked)
        .Take(6)
        .ToDictionary(director => director.Seed, director => Tell(director.Scenario));

    private static Story Tell(Scenario scenario) => new Story(scenario.Configuration).With(scenario.Backends).Start().Kill("all")
        .Return("all").Stop();
}
