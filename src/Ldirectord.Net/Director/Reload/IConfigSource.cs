using Ldirectord.Config;

namespace Ldirectord.Director;

/// <summary>Where the configuration comes from, and who else follows it. The daemon implements it by the configuration file.</summary>
internal interface IConfigSource
{
    /// <summary>Reads the configuration again. Called off the loop; may block.</summary>
    /// <param name="active">The active configuration: a virtual service that did not change may be the same object.</param>
    ConfigResult Read(DirectorConfig active);

    /// <summary>
    /// Why this process cannot run with a configuration that is valid in itself; null if it can. Called off the loop; may block.
    /// </summary>
    Diagnostic? Problem(DirectorConfig next) => null;

    /// <summary>A configuration other than the first became active. Called on the loop.</summary>
    void Applied(DirectorConfig active, ConfigDelta delta);
}
