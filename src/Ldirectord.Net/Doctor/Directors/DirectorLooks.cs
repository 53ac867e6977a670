using System.Collections.Immutable;

namespace Ldirectord.Doctor;

/// <summary>Every examination of a director.</summary>
internal static class DirectorLooks
{
    public static ImmutableArray<Look<DirectorCase>> All { get; } =
    [
        new("D1", KernelLooks.Ipvs),
        new("D2", KernelLooks.Modules),
        new("D3", KernelLooks.Rights),
        new("D4", AddressLooks.Missing),
        new("D5", AddressLooks.Down),
        new("D6", AddressLooks.Misplaced),
        new("D7", AddressLooks.WidePrefix),
        new("D8", ArpLooks.RealServers),
        new("D9", ArpLooks.Strangers),
        new("D10", RouteLooks.GateBehindRouter),
        new("D11", RouteLooks.CheckedFromVirtual),
        new("D12", NatLooks.Forwarding),
        new("D13", FirewallLooks.Forward),
        new("D14", FirewallLooks.Input),
        new("D15", FirewallLooks.VrrpStrict),
        new("D16", NatLooks.Redirects),
        new("D17", RouteLooks.ReversePath),
        new("D18", NatLooks.SourceRules),
        new("D19", NatLooks.ConnectionTracking),
        new("D20", KernelLooks.ConnectionTable),
        new("D21", RouteLooks.ThisMachine),
        new("D22", ServiceLooks.OtherPort),
        new("D24", RouteLooks.ClientsBesideServers),
        new("D26", RouteLooks.TunnelTooNarrow),
        new("D27", NicLooks.JoinedPackets),
        new("D28", SettingLooks.Expiry),
        new("D29", SettingLooks.PortReuse),
        new("D30", SettingLooks.BackupOnly),
        new("D31", SyncLooks.Interface),
        new("D32", KernelLooks.OtherWriters),
        new("D33", ServiceLooks.IdleTimeout),
        new("D35", ServiceLooks.StickyUdp),
        new("D36", FirewallLooks.Marks),
        new("D37", ServiceLooks.OwnListener),
        new("D38", AddressLooks.AnswersForOthers),
        new("D39", AddressLooks.Duplicate),
        new("D40", RouteLooks.Unreachable),
        new("D41", ServiceLooks.Cloud),
        new("D42", SettingLooks.NotPersistent),
        new("D43", KernelLooks.Descriptors),
        new("D44", SettingLooks.Sloppy),
        new("D45", ServiceLooks.AllWeightsZero),
        new("D48", AddressLooks.TwoOnOneSegment),
        new("D49", RouteLooks.Through),
        new("D50", KernelLooks.RefusedRules),
    ];
}
