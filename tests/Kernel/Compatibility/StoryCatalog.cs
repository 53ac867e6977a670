using System.Reflection;
using System.Text.RegularExpressions;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>
/// The stories of the namespace Stories, by name. All of them take two processors about twenty minutes, so a run of the tests takes those
/// that have the least in common. Environment: STORIES, a regular expression, chooses others; "." is all ("make stories").
/// </summary>
internal static class StoryCatalog
{
    public const int Shares = 2;

    private const string Default = @"^ByHand\.(?!AnotherTable|AServiceOf|WeightZero)|^CheckKinds\.(Checkport|Combined|External|Sip_|"
        + @"ServiceNone)|^Failures\.(?!AServerAnswers|TheAnswer)"
        + @"|^Quiescence\.(?!.*OfOneService|NoCleanstop_|QuiescentWith)|^Alerts\.(EmailalertBy|Fallbackcommand)|^Commands\.(ABadFile_|"
        + @"Restart_)"
        + @"|^Edits\.(ABadEdit|ACallback|AllServers|ReloadIn|WithA)|^MaintenanceFiles\.(AServerThat|MaintenanceIn|MaintenanceOf)|"
        + @"^Services\.(AFirewallMark|AnIpv6Service|GateAndIpip|Thresholds)";

    public static IReadOnlyList<(string Name, Story Story)> All { get; } =
    [
        .. typeof(StoryCatalog).Assembly.GetTypes()
            .Where(type => type.Namespace == $"{typeof(StoryCatalog).Namespace}.Stories")
            .SelectMany(theme => theme.GetProperties(BindingFlags.Static | BindingFlags.Public))
            .SelectMany(Named)
            .Where(story => Regex.IsMatch(story.Name, Environment.GetEnvironmentVariable("STORIES") ?? Default))
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
