using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Ldirectord.Kernel.LongestFirst))]
[assembly: CollectionBehavior(MaxParallelThreads = 3)] // a test waits for its guest for much of its time

namespace Ldirectord.Kernel;

/// <summary>
/// The classes that take minutes begin first, so that none is left to run by itself at the end (longest processing time first).
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] s_long =
    [
        "FirstStoryTests", "SecondStoryTests", "ConfigurationAgreementTests", "BadInputTests", "SwapTests", "MigrationTests",
        "ProcessTests", "PacemakerTests", "Daemon.TrafficTests",
        "Daemon.SystemdTests", "DirectorTests", "Packaging.SystemdTests",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Place)];

    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection =>
        Array.FindIndex(s_long, name => collection.TestCollectionDisplayName.Contains($".{name} ", StringComparison.Ordinal)) is var place
        and >= 0 ? place : s_long.Length;
}
