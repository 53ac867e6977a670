using System.Collections.Immutable;

namespace Ldirectord.Doctor;

/// <summary>Every examination of a real server.</summary>
internal static class RealServerLooks
{
    public static ImmutableArray<Look<RealServerCase>> All { get; } =
    [
        new("R1", VirtualLooks.Missing),
        new("R2", VirtualLooks.OnNetwork),
        new("R3", VirtualLooks.WidePrefix),
        new("R4", ArpSettingLooks.Ignore),
        new("R5", ArpSettingLooks.Announce),
        new("R6", ArpSettingLooks.Tables),
        new("R7", TunnelLooks.Interface),
        new("R8", TunnelLooks.ReversePath),
        new("R9", WayLooks.Firewall),
        new("R10", WayLooks.NotByDirector),
        new("R11", WayLooks.ByDirector),
        new("R12", WayLooks.NotListening),
        new("R13", VirtualLooks.NotPersistent),
        new("R14", ArpSettingLooks.NotPersistent),
        new("R15", VirtualLooks.UsedAsSource),
        new("R16", TunnelLooks.Mtu),
        new("R17", WayLooks.NeighbourProxy),
        new("R18", WayLooks.Dropped),
    ];
}
