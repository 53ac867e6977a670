using Ldirectord.Director;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Director;

/// <summary>The sync daemons of a kernel with two interfaces.</summary>
internal sealed class PlayedSyncKernel
{
    private readonly List<string> _done = [];

    public Dictionary<string, SyncInterface> Interfaces { get; } = new() { ["eth1"] = new(3, true), ["eth2"] = new(4, true) };

    public Dictionary<SyncRole, SyncDaemon> Running { get; } = [];

    /// <summary>Why it starts and stops nothing; null if it does.</summary>
    public string? Refusal { get; set; }

    public bool IsUnreadable { get; set; }

    public SyncKernel Calls => new(
        () => IsUnreadable ? throw new IpvsException("no netlink") : [.. Running.Values],
        daemon =>
        {
            if (Refusal is not null)
                return Refusal;
            _done.Add($"start {daemon.RoleName} {daemon.Interface} id {daemon.SyncId}");
            Run(daemon);
            return null;
        },
        role =>
        {
            if (Refusal is not null)
                return Refusal;
            _done.Add($"stop {role}");
            Running.Remove(role);
            return null;
        },
        name => Interfaces.TryGetValue(name, out var found) ? found : null);

    /// <summary>As the kernel, which fills the length in.</summary>
    public void Run(params SyncDaemon[] daemons)
    {
        foreach (var daemon in daemons)
            Running[daemon.Role] = daemon with { MaxLength = daemon.MaxLength ?? 1500 - SyncDaemon.HeaderLength(daemon.Group) };
    }

    /// <summary>What was done since the last question.</summary>
    public string[] Done()
    {
        string[] done = [.. _done];
        _done.Clear();
        return done;
    }
}
