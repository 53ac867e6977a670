using Ldirectord.Config;

namespace Ldirectord.Planning;

/// <summary>
/// When enough real servers are up for a virtual service's address to be announced: it comes at quorum + hysteresis, and goes below
/// quorum - hysteresis. Servers without a result may still pass, so an address does not go for them; it does not come for them either.
/// <para>Example: quorum 3 hysteresis 1. The address comes with the fourth server, stays with two, and goes with one.</para>
/// </summary>
internal static class AnnounceRules
{
    public static bool Reaches(AnnounceSettings settings, bool didReach, AnnounceCount count) =>
        didReach ? count.Up + count.Unknown >= Needed(settings, didReach) : count.Up >= Needed(settings, didReach);

    /// <summary>What must be up for the address to come, or to stay.</summary>
    public static int Needed(AnnounceSettings settings, bool didReach) =>
        settings.Quorum + (didReach ? -settings.Hysteresis : settings.Hysteresis);

    /// <summary>"1 of 4 up, 2 wanted", "weight 50 of 200 up, 100 wanted".</summary>
    public static string Words(AnnounceSettings settings, bool reaches, AnnounceCount count) =>
        $"{(settings.CountsWeight ? "weight " : "")}{count.Up} of {count.Present} up, {Needed(settings, reaches)} wanted";
}
