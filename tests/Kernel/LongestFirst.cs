using Ldirectord.Kernel.Browser;
using Ldirectord.Kernel.Compatibility;
using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Doctor;
using Ldirectord.Kernel.Packaging;
using Ldirectord.Kernel.Pair;
using Ldirectord.Kernel.ServerSide;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Ldirectord.Kernel.LongestFirst))]
[assembly: CollectionBehavior(MaxParallelThreads = 3)] // a test waits for its guest for much of its time

namespace Ldirectord.Kernel;

/// <summary>
/// Starts the classes that take minutes first, so that none runs alone at the end (longest processing time first).
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] s_long =
    [
        nameof(FirstStoryTests), nameof(SecondStoryTests), nameof(PairTests), nameof(ConfigurationAgreementTests), nameof(BadInputTests),
        nameof(SwapTests), nameof(MigrationTests), nameof(ProcessLifeTests), nameof(PacemakerTests), nameof(ClientTrafficTests),
        nameof(SystemdServiceTests), nameof(DirectorTests), nameof(DoctorTests), nameof(PackagedUnitTests),
        nameof(RepeatableTests), nameof(RpmSwapTests), nameof(RpmUnitTests), nameof(LivePageTests), nameof(SetUpTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Place)];

    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection =>
        Array.FindIndex(s_long, name => collection.TestCollectionDisplayName.Contains($".{name} ", StringComparison.Ordinal)) is var place
        and >= 0 ? place : s_long.Length;
}
