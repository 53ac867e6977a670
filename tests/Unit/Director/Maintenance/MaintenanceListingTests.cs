using System.Collections.Immutable;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Director;

public sealed class MaintenanceListingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void UnchangedDirectory_IsTheSameObject()
    {
        _folder.Write("10.0.1.1", "disk");
        var first = Look(MaintenanceListing.None);
        Assert.Same(first, Look(first));
        Assert.Equal("disk", first["10.0.1.1"].Note.Reason);
    }

    [Fact]
    public void ChangedFile_IsReadAgainAndTheOthersAreNot()
    {
        _folder.Write("10.0.1.1", "disk");
        _folder.Write("10.0.1.2", "memory");
        var first = Look(MaintenanceListing.None);
        _folder.Write("10.0.1.1", "a new disk");
        var second = Look(first);
        Assert.Equal("a new disk", second["10.0.1.1"].Note.Reason);
        Assert.Same(first["10.0.1.2"], second["10.0.1.2"]);
        File.Delete(_folder.Path("10.0.1.2"));
        Assert.Equal(["10.0.1.1"], Look(second).Keys);
    }

    [Fact]
    public void FilesBeyondTheBoundOfALook_WaitForTheNext_AndEmptyOnesDoNot()
    {
        for (var i = 0; i < 5; i++)
            _folder.Write($"10.0.1.{i}", $"{i}");
        _folder.Write("10.0.2.1", "");
        var seen = MaintenanceListing.None;
        foreach (var expected in new[] { 3, 5, 6 })
            Assert.Equal(expected, (seen = Look(seen, mostRead: 2)).Count);
        Assert.Contains("10.0.2.1", seen.Keys);
    }

    [Fact]
    public void HiddenFilesAndOtherNames_ArePassedOver()
    {
        foreach (var name in new[] { ".10.0.1.1.swp", "10.0.1.1+weights", "a b", "10.0.1.1@" })
            _folder.Write(name, "");
        Assert.Empty(Look(MaintenanceListing.None));
    }

    [Fact]
    public void TimeOfTheFile_CountsWhereItsContentSaysNone()
    {
        var time = new DateTime(2026, 5, 1, 8, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_folder.Write("10.0.1.1", ""), time);
        File.SetLastWriteTimeUtc(_folder.Write("10.0.1.2", "\nsince: 2026-04-01T08:00:00Z\n"), time);
        var seen = Look(MaintenanceListing.None);
        Assert.Equal(time, seen["10.0.1.1"].Note.Since!.Value.UtcDateTime);
        Assert.Equal(time.AddMonths(-1), seen["10.0.1.2"].Note.Since!.Value.UtcDateTime);
    }

    [Fact]
    public async Task NameThatIsNoRegularFile_CountsWithoutBeingRead()
    {
        await Tool.RunAsync("mkfifo", [_folder.Path("10.0.1.1")]);
        Directory.CreateDirectory(_folder.Path("10.0.1.2"));
        File.CreateSymbolicLink(_folder.Path("10.0.1.3"), "/nowhere");
        var seen = Look(MaintenanceListing.None);
        Assert.Equal(3, seen.Count);
        Assert.All(seen.Values, file => Assert.Equal((AdminState.Maintenance, 0), (file.Note.Mode, file.Problems.Length)));
    }

    private ImmutableDictionary<string, MaintenanceFile> Look(
        ImmutableDictionary<string, MaintenanceFile> known, int mostRead = MaintenanceListing.MostRead) =>
        MaintenanceListing.Of(_folder.FullName, known, mostRead: mostRead).Files!;
}
