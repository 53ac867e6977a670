using System.Reflection;

namespace Ldirectord.Platform;

/// <summary>The version of this program, and the release of the original that it is compatible with.</summary>
internal static class ProgramVersion
{
    /// <summary>The release whose command line, configuration and messages this program keeps to.</summary>
    public const string Compatible = "Linux Director v1.186-ha";

    /// <summary>Like "0.1.0".</summary>
    public static string Number { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "unknown";
}
