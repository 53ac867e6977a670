using System.Reflection;
using System.Text.RegularExpressions;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>Every story of the namespace Stories, by name. Environment: STORIES, a regular expression, chooses some.</summary>
internal static class Catalogue
{
    public const int Shares = 2;

    public static IReadOnlyList<(string Name, Story Story)> All { get; } =
    [
        .. typeof(Catalogue).Assembly.GetTypes()
            .Where(type => type.Namespace == $"{typeof(Catalogue).Namespace}.Stories")
            .SelectMany(theme => theme.GetProperties(BindingFlags.Static | BindingFlags.Public))
            .SelectMany(Named)
            .Where(story => Regex.IsMatch(story.Name, Environment.GetEnvironmentVariable("STORIES") ?? ""))
            .OrderBy(story => story.Name, StringComparer.Ordinal),
    ];

    private static IEnumerable<(string Name, Story Story)> Named(PropertyInfo property)
    {
        var name = $"{property.DeclaringType!.Name}.{property.Name}";
        return property.GetValue(null) switch
        {
            Story story => [(name, story)],
            IReadOnlyDictionary<int, Story> numbered => numbered.Select(story => ($"{name} {story.Key}", story.Value)),
            _ => [],
        };
    }

    public static IEnumerable<(string Name, Story Story)> Share(int share) => All.Where((_, index) => index % Shares == share);
}
