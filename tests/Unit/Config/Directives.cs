using System.Text.RegularExpressions;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Config;

/// <summary>The directives in the source of the binder, so that tests miss an undocumented one.</summary>
internal static partial class Directives
{
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.GetFiles(Repository.PathOf("src", "Ldirectord.Net", "Config"), "*.cs", SearchOption.AllDirectories)
            .Where(file => file.EndsWith("Settings.cs", StringComparison.Ordinal) || file.EndsWith(
                "Directives.cs", StringComparison.Ordinal))
            .SelectMany(file => Case().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            // They are errors that name their successors.
            .Except(["timeout", "connecttimeout"]),
        "virtual", "virtual6", "real", "real6",
    ];

    [GeneratedRegex(@"(?m)^ +case \x22(\w+)\x22:")]
    private static partial Regex Case();
}
