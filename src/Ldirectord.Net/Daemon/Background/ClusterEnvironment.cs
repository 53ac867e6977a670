using System.Collections;
using System.Globalization;

namespace Ldirectord.Daemon;

/// <summary>What a cluster manager (Pacemaker) says in an OCF agent's environment variables, which its programs inherit.</summary>
/// <param name="IsCluster">An agent runs this program.</param>
/// <param name="IsDirector">The agent is one of a director: it waits for the end of "start".</param>
/// <param name="Timeout">How long the agent's action may take; null if unknown.</param>
internal sealed record ClusterEnvironment(bool IsCluster, bool IsDirector, TimeSpan? Timeout)
{
    private const string Parameter = "OCF_RESKEY_", TimeoutVariable = Parameter + "CRM_meta_timeout";

    public static ClusterEnvironment Read() => Of(Environment.GetEnvironmentVariables());

    public static ClusterEnvironment Of(IDictionary variables)
    {
        var isCluster = IsSet("OCF_RESOURCE_INSTANCE")
            || variables.Keys.Cast<string>().Any(name => name.StartsWith(Parameter, StringComparison.Ordinal));
        var timeout = variables[TimeoutVariable] as string;
        var isKnown = int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0;
        return new ClusterEnvironment(isCluster, IsSet(Parameter + "configfile"), isKnown ? TimeSpan.FromMilliseconds(milliseconds) : null);

        bool IsSet(string name) => variables[name] is string { Length: > 0 };
    }

    /// <summary>
    /// The time, or half of what the action may take if that is less. An action that is not over in its time has failed, and a stop that
    /// fails has the cluster cut the node off.
    /// </summary>
    public TimeSpan Limit(TimeSpan time) => Timeout is { } action && action / 2 < time ? action / 2 : time;
}
