using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Status;

/// <summary>One role of connection synchronisation: as the kernel runs it, or, if it is missing, as the file says.</summary>
/// <param name="State">"running", "differs", "missing" or "foreign".</param>
/// <param name="Maxlen">Bytes of a message at most; null for the kernel's default, of one that is missing.</param>
/// <param name="Expected">Of one that differs, what the file says, as options of ipvsadm; otherwise null.</param>
/// <param name="Problem">Why it is not as the file says; null if it is, or nobody tried.</param>
internal sealed record SyncReport(
    SyncRole Role, SyncState State, string Interface, int Id, int? Maxlen, string Group, int Port, int Ttl, string? Expected,
    string? Problem)
{
    /// <summary>"sync master eth1 id 1 maxlen 1472 group 224.0.0.81 port 8848 ttl 1", and what is not as it should be.</summary>
    public string ToLine()
    {
        var maxlen = Maxlen is { } length ? $" maxlen {length}" : "";
        return $"{Short}{maxlen} group {Group} port {Port} ttl {Ttl}{Remark}";
    }

    /// <summary>For the page, whose list of problems says the rest: "sync master eth1 id 1 (missing)".</summary>
    public string ToPage() => State == SyncState.Running ? Short : $"{Short} ({State.ToString().ToLowerInvariant()})";

    /// <summary>"sync master eth1 id 1".</summary>
    private string Short => $"sync {SyncDaemon.Name(Role)} {Interface} id {Id}";

    private string Remark => State switch
    {
        SyncState.Missing => $" (not running{Because})",
        SyncState.Differs => Expected is null ? $" (not as configured{Because})" : $" (expected {Expected}{Because})",
        SyncState.Foreign => " (not in the configuration)",
        _ => "",
    };

    private string Because => Problem is null ? "" : $": {Problem}";

    public static SyncReport Of(SyncView view)
    {
        var shown = (view.Found ?? view.Wanted)!;
        var differs = view is { Wanted: { } wanted, Found: { } found } && !SyncRules.Matches(wanted, found);
        return new SyncReport(
            shown.Role, view.State, shown.Interface, shown.SyncId, shown.MaxLength, $"{shown.Group}", shown.Port, shown.Ttl,
            differs ? view.Wanted!.Options : null, view.Problem);
    }
}
