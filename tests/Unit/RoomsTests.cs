using System.Reflection;
using Ldirectord.Cli;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests;

/// <summary>A folder is a room; a room may use only the rooms below it.</summary>
public class RoomsTests
{
    /// <summary>From the bottom to the top.</summary>
    private static readonly string[] s_order =
    [
        "Text", "Platform", "Networking", "Ipvs", "Checks", "Config", "Health", "Planning", "Import", "Alerts", "Director", "Doctor",
        "Status", "Daemon", "Web", "Cli",
    ];

    /// <summary>The kernel's table needs no connections.</summary>
    private static readonly (string Room, string Other) s_apart = ("Ipvs", "Networking");

    private static readonly string s_source = Repository.PathOf("src", "Ldirectord.Net");

    private static readonly Assembly s_program = typeof(CommandLine).Assembly;

    public static TheoryData<string> Rooms => [.. s_order];

    [Theory, MemberData(nameof(Rooms))]
    public void EveryCompiledType_UsesOnlyRoomsBelowItsOwn(string room)
    {
        var types = s_program.GetTypes().Where(type => RoomOf(type) == room).ToList();
        Assert.NotEmpty(types);
        var violations =
            from type in types
            from used in TypeReferences.Of(type)
            where RoomOf(used) is { } other && !MayUse(room, other)
            select $"{type} uses {used}";
        Assert.Empty(violations);
    }

    /// <summary>Constants, nameof and documentation leave no trace in compiled code.</summary>
    [Theory, MemberData(nameof(Rooms))]
    public void EveryFile_NamesOnlyRoomsBelowItsOwn(string room)
    {
        var violations =
            from file in FilesOf(room)
            from line in File.ReadLines(file)
            from other in s_order
            where !MayUse(room, other) && Names(line, other)
            select $"{Path.GetFileName(file)}: {line.Trim()}";
        Assert.Empty(violations);
    }

    [Fact]
    public void SourceFolder_HasNoOtherRooms()
    {
        var folders = Directory.EnumerateDirectories(s_source).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj"));
        Assert.Equal(s_order.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Rooms))]
    public void EveryFile_IsInTheNamespaceOfItsRoom(string room)
    {
        var strays =
            from file in FilesOf(room)
            where !File.ReadAllText(file).Contains($"namespace Ldirectord.{room};", StringComparison.Ordinal)
            select Path.GetFileName(file);
        Assert.Empty(strays);
    }

    [Theory]
    [InlineData("Daemon", "Cli", false)]
    [InlineData("Cli", "Daemon", true)]
    [InlineData("Daemon", "Daemon", true)]
    [InlineData("Text", "Cli", false)]
    [InlineData("Ipvs", "Networking", false)]
    [InlineData("Ipvs", "Platform", true)]
    public void Rule_AllowsOnlyDownwards(string room, string other, bool expected) => Assert.Equal(expected, MayUse(room, other));

    private static bool MayUse(string room, string other) =>
        Array.IndexOf(s_order, other) <= Array.IndexOf(s_order, room) && (room, other) != s_apart;

    /// <returns>Null for types outside of the rooms: Program, the framework, generated helpers.</returns>
    private static string? RoomOf(Type type) =>
        type.Assembly == s_program && type.Namespace?.Split('.') is ["Ldirectord", var room, ..] ? room : null;

    private static IEnumerable<string> FilesOf(string room) =>
        Directory.EnumerateFiles(Path.Combine(s_source, room), "*.cs", SearchOption.AllDirectories);

    private static bool Names(string line, string room) =>
        line.Contains($"Ldirectord.{room}", StringComparison.Ordinal)
        && !line.TrimStart().StartsWith("namespace", StringComparison.Ordinal);
}
