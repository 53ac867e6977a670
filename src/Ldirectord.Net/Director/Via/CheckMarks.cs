using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>
/// Keeps the firewall-mark services of checks through virtual addresses in the kernel's table: writes them before the checks begin, deletes
/// them at the end. They are no part of the table that is shown, planned, compared or repaired.
/// </summary>
internal sealed class CheckMarks(IIpvs ipvs, ViaProbes probes, MarkClaims claims, bool isDryRun, TimeProvider time)
{
    /// <summary>Pause between two attempts to write what is missing.</summary>
    private static readonly TimeSpan RepairPause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Check, SourcePorts> _ports = [];
    private readonly List<(Check Check, int Port, long Since)> _quarantine = [];
    private DirectorConfig? _config;
    private ImmutableDictionary<MarkedServer, uint> _marks = ImmutableDictionary<MarkedServer, uint>.Empty;
    private ImmutableHashSet<ServiceId> _written = [];
    private long? _repaired;

    /// <summary>A configuration becomes active.</summary>
    /// <param name="table">Services of the table, in which a killed director may have left some.</param>
    public void Apply(DirectorConfig config, IEnumerable<ServiceEntry> table)
    {
        if (isDryRun)
        {
            probes.Use(ViaRoutes.None with { IsDryRun = true });
            return;
        }

        if (_config is not null && _config.CheckMarks != config.CheckMarks)
            Remove();
        _config = config;
        Write(table);
    }

    /// <summary>A check could not be made: writes again what somebody deleted, or the kernel refused; at most once a second.</summary>
    public void Repair()
    {
        if (_config is null || (_repaired is { } last && time.GetElapsedTime(last) < RepairPause))
            return;
        _repaired = time.GetTimestamp();
        Write([]);
    }

    /// <summary>Deletes all of this director.</summary>
    public void Remove()
    {
        _ = Change([.. _written.Select(id => new DeleteService(id))]);
        (_written, _marks) = ([], ImmutableDictionary<MarkedServer, uint>.Empty);
        claims.Release();
    }

    private void Write(IEnumerable<ServiceEntry> table)
    {
        var range = _config!.CheckMarks;
        ImmutableArray<Check> checks = [.. Checks(_config)];
        var own = checks.IsEmpty ? null : claims.Own ?? claims.Take(range);
        ImmutableArray<ServiceEntry> left =
            [.. table.Where(entry => entry.Service.Id is { IsFirewallMark: true } id && range.Contains(id.FirewallMark))];
        _ = Change([.. from entry in left where IsNobodys(entry.Service.Id) select new DeleteService(entry.Service.Id)]);
        if (own is not { } marks)
        {
            if (checks.IsEmpty)
                Remove();
            var problem = $"all marks of checkmarks ({range}) are taken by other directors, or /var/run cannot be written";
            probes.Use(ViaRoutes.None with { Routes = checks.ToFrozenDictionary(check => check, _ => new ViaRoute(0, null, problem)) });
            return;
        }

        _marks = CheckMarkPlan.Assign(_config, _marks, marks);
        var wanted = CheckMarkPlan.Services(_marks, marks.First);
        var refused = Synchronize(wanted, left.Where(entry => marks.Contains(entry.Service.Id.FirewallMark)));
        GivePorts(checks);
        probes.Use(new ViaRoutes(checks.ToFrozenDictionary(check => check, check => RouteOf(check, marks, refused)), marks.First));

        bool IsNobodys(ServiceId id) => own?.Contains(id.FirewallMark) != true && !claims.IsTaken(range, id.FirewallMark);
    }

    /// <returns>Why services could not be written.</returns>
    private Dictionary<ServiceId, string> Synchronize(
        ImmutableDictionary<ServiceId, Destination?> wanted, IEnumerable<ServiceEntry> left)
    {
        try
        {
            var actual = ipvs.Read([.. _written.Union(wanted.Keys)])
                .UnionBy(left, entry => entry.Service.Id);
            return Change(CheckMarkPlan.Changes(actual, wanted));
        }
        catch (IpvsException e)
        {
            return wanted.Keys.ToDictionary(id => id, _ => e.Message);
        }
        finally
        {
            _written = [.. wanted.Keys];
        }
    }

    private Dictionary<ServiceId, string> Change(ImmutableArray<IpvsOperation> operations)
    {
        var refused = new Dictionary<ServiceId, string>();
        try
        {
            foreach (var (operation, error) in operations.Zip(operations.IsEmpty ? [] : ipvs.Apply(operations)))
            {
                if (error is not null)
                    refused.TryAdd(operation.ServiceId, error);
            }
        }
        catch (IpvsException e)
        {
            foreach (var operation in operations)
                refused.TryAdd(operation.ServiceId, e.Message);
        }

        return refused;
    }

    private ViaRoute RouteOf(Check check, MarkRange marks, Dictionary<ServiceId, string> refused)
    {
        if (!_marks.TryGetValue(MarkedServer.Of(check.Via!, check), out var mark))
            return new ViaRoute(0, null, $"checkmarks ({marks}) has too few marks: expected one for each real server, and one");
        if (!_ports.TryGetValue(check, out var ports))
            return new ViaRoute(0, null, $"{check.Target} has more servers than there are source ports for ({SourcePortPlan.Pairs})");
        var family = check.Target.AddressFamily;
        var problem = refused.GetValueOrDefault(ServiceId.Mark(mark, family))
            ?? refused.GetValueOrDefault(ServiceId.Mark(marks.First, family));
        return new ViaRoute(mark, ports, problem is null ? null
            : string.Create(CultureInfo.InvariantCulture, $"the firewall-mark service {mark} cannot be written: {problem}"));
    }

    private void GivePorts(ImmutableArray<Check> checks)
    {
        _quarantine.RemoveAll(one => time.GetElapsedTime(one.Since) > SourcePortPlan.Quarantine);
        foreach (var gone in _ports.Keys.Except(checks).ToList())
        {
            _quarantine.Add((gone, _ports[gone].First, time.GetTimestamp()));
            _ports.Remove(gone);
        }

        var taken = _ports.GroupBy(one => one.Key.Target).ToDictionary(
            group => group.Key, group => group.Select(one => one.Value.First).ToHashSet());
        foreach (var check in checks.Where(check => !_ports.ContainsKey(check)))
        {
            var server = check.Via!.Server.EndPoint.Address;
            if (!taken.TryGetValue(check.Target, out var ofTarget))
                taken.Add(check.Target, ofTarget = []);
            if (SourcePortPlan.Choose(server, port => ofTarget.Contains(port) || WasAnothers(check.Target, server, port)) is not { } first)
                continue;
            ofTarget.Add(first);
            _ports.Add(check, new SourcePorts(first));
        }
    }

    private bool WasAnothers(IPEndPoint target, IPAddress server, int port) => _quarantine.Exists(one =>
        one.Port == port && one.Check.Target.Equals(target) && !one.Check.Via!.Server.EndPoint.Address.Equals(server));

    private static IEnumerable<Check> Checks(DirectorConfig config) => (
        from service in config.VirtualServices
        where !service.IsOff
        from server in service.RealServers
        where server.Check.Via is not null
        select server.Check).Distinct();
}
