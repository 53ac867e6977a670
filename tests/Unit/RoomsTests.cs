namespace Ldirectord.Tests;

/// <summary>A folder is a room; a room may use only the rooms below it.</summary>
public class RoomsTests
{
    // Each room with the rooms it may use.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Text"] = [],
        ["Platform"] = ["Text"],
        ["Networking"] = ["Platform", "Text"],
        ["Ipvs"] = ["Text", "Platform"],
        ["Checks"] = ["Ipvs", "Networking", "Platform", "Text"],
        ["Config"] = ["Checks", "Ipvs", "Networking", "Platform", "Text"],
        ["Health"] = ["Config", "Checks", "Ipvs", "Networking", "Platform", "Text"],
        ["Planning"] = ["Health", "Config", "Checks", "Ipvs", "Networking", "Platform", "Text"],
        ["Alerts"] = ["Planning", "Health", "Config", "Checks", "Ipvs", "Networking", "Platform", "Text"],
        ["Director"] = ["Alerts", "Planning", "Health", "Config", "Checks", "Ipvs", "Networking", "Platform", "Text"],
        ["Status"] = ["Director", "Alerts", "Planning", "Health", "Config", "Checks", "Ipvs", "Networking", "Platform", "Text"],
        ["Daemon"] = ["Status", "Director", "Alerts", "Planning", "Health", "Config", "Checks", "Ipvs", "Networking", "Platform", "Text", "Cli"],
        ["Cli"] = ["Daemon", "Status", "Director", "Alerts", "Planning", "Health", "Config", "Checks", "Ipvs", "Networking", "Platform", "Text"],
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    [Theory, MemberData(nameof(Rooms))]
    public void EveryRoom_UsesOnlyTheRoomsItMay(string room)
    {
        var violations =
            from file in Directory.EnumerateFiles(Path.Combine(Source(), room), "*.cs", SearchOption.AllDirectories)
            from line in File.ReadLines(file)
            from other in Allowed.Keys
            where other != room && !Allowed[room].Contains(other) && Names(line, other)
            select $"{Path.GetFileName(file)}: {line.Trim()}";
        Assert.Empty(violations);
    }

    [Fact]
    public void TheSourceFolder_HasNoOtherRooms()
    {
        var folders = Directory.EnumerateDirectories(Source()).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj"));
        Assert.Empty(folders.Except(Allowed.Keys));
    }

    [Theory, MemberData(nameof(Rooms))]
    public void EveryFile_IsInTheNamespaceOfItsRoom(string room)
    {
        var strays =
            from file in Directory.EnumerateFiles(Path.Combine(Source(), room), "*.cs", SearchOption.AllDirectories)
            where !File.ReadAllText(file).Contains($"namespace Ldirectord.{room};", StringComparison.Ordinal)
            select Path.GetFileName(file);
        Assert.Empty(strays);
    }

    private static bool Names(string line, string room) =>
        line.Contains($"Ldirectord.{room}", StringComparison.Ordinal)
        && !line.TrimStart().StartsWith("namespace", StringComparison.Ordinal);

    private static string Source()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Ldirectord.Net.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests are not inside the repository");
        return Path.Combine(folder.FullName, "src", "Ldirectord.Net");
    }
}
