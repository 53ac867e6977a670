namespace Ldirectord.Config;

/// <summary>What a section's meaning depends on, besides its text and the file's defaults.</summary>
/// <param name="LookedUp">A name was looked up in DNS, /etc/services or among the interfaces.</param>
/// <param name="ReadFiles">The section names a file that was read or probed.</param>
/// <param name="Reported">There are diagnostics, which must be repeated at each reading.</param>
internal readonly record struct SectionDependencies(bool LookedUp, bool ReadFiles, bool Reported)
{
    /// <summary>The same text under the same defaults is the same virtual service.</summary>
    public bool AreNone => !LookedUp && !ReadFiles && !Reported;
}
