namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>Directors that nobody wrote: start, all die, all return, stop. By seed.</summary>
internal static class Generated
{
    public static IReadOnlyDictionary<int, Story> AGeneratedDirector_ComesToTheSame { get; } = Enumerable.Range(1, 6).ToDictionary(seed => seed, Tell);

    private static Story Tell(int seed)
    {
        var scenario = Scenario.Generate(seed);
        return new Story(scenario.Configuration).With(scenario.Backends).Start().Kill("all").Return("all").Stop();
    }
}
