namespace Ldirectord.Kernel.Compatibility;

/// <summary>Half of the stories: two machines share them.</summary>
public sealed class FirstStoryTests(FirstStoryTests.Machine machine) : IClassFixture<FirstStoryTests.Machine>
{
    public sealed class Machine() : SideBySide(0);

    public static TheoryData<string> Stories => [.. StoryCatalog.Share(0).Select(story => story.Name)];

    [Theory, MemberData(nameof(Stories))]
    public Task BothDirectors_ComeToTheSame(string story) => machine.ResultAsync(story);
}

/// <summary>The other half.</summary>
public sealed class SecondStoryTests(SecondStoryTests.Machine machine) : IClassFixture<SecondStoryTests.Machine>
{
    public sealed class Machine() : SideBySide(1);

    public static TheoryData<string> Stories => [.. StoryCatalog.Share(1).Select(story => story.Name)];

    [Theory, MemberData(nameof(Stories))]
    public Task BothDirectors_ComeToTheSame(string story) => machine.ResultAsync(story);
}
