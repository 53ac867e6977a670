using System.Collections.Immutable;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// repair: puts back what somebody else changed in the kernel's table. The kernel tells nobody of a change, so each second one system call
/// asks for the number of services, and the whole table is read if it has fallen, if something was put back the second before, and every
/// repairinterval. Nothing is written that is as it should be. A dry run only reports.
/// </summary>
/// <param name="countServices">Number of IPv4 services of the kernel's table; null if unknown.</param>
/// <param name="isReloading">A reload compares the whole table itself.</param>
internal sealed class TableRepair(
    IIpvs ipvs, DirectorState state, TableKeeper table, SyncKeeper sync, DriftMonitor drift, RepairMemory memory,
    Func<int?> countServices, Func<bool> isReloading, ILogger log, TimeProvider time)
{
    /// <summary>Time between two looks at the number of services.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private int? _services;
    private long? _lastRead;
    private bool _looksAgain;

    /// <summary>Time to look; see <see cref="DriftMonitor.Watch"/>.</summary>
    public void OnDue()
    {
        if (drift.IsDryRun)
            drift.Compare(state.Config, state.Servers);
        else if (state.Config.Repair.IsOn && !isReloading() && IsTimeToRead())
            Repair();
    }

    private bool IsTimeToRead()
    {
        var (before, now) = (_services, countServices());
        _services = now;
        // Also if the count is unknown now: the kernel's module was removed, and the table with it.
        var hasFallen = before is not null && !(now >= before);
        // Looks are about a second apart, not exactly.
        var isDue = _lastRead is not { } last || time.GetElapsedTime(last) + Look / 2 >= state.Config.ComparisonInterval;
        return hasFallen || isDue || _looksAgain;
    }

    private void Repair()
    {
        try
        {
            var differences = drift.Compare(state.Config, state.Servers, ipvs.Read())!.Now;
            Correct([.. differences.Select(difference => difference.Operation)]);
            memory.ForgetOld();
            sync.OnRepair(state.Config.Repair.Mode);
        }
        catch (IpvsException e)
        {
            DirectorLogMessages.TableUnavailable(log, e.Message);
        }

        // From its end on, so that reads slower than looks do not follow one another without a pause.
        _lastRead = time.GetTimestamp();
    }

    private void Correct(ImmutableArray<IpvsOperation> differences)
    {
        var corrected = new List<IpvsOperation>();
        var paused = new List<(RepairThing Thing, TimeSpan Pause)>();
        foreach (var (thing, changes) in RepairRules.ToCorrect(differences, state.Config.Repair.Mode))
        {
            // Being written already: it is our own change, or one that the kernel refuses.
            if (table.IsPending(thing.Service, thing.EndPoint))
                continue;
            var (step, pause) = memory.OnDifference(thing);
            if (step == RepairStep.BeginPause)
                paused.Add((thing, pause));
            if (step != RepairStep.PutBack)
                continue;
            corrected.AddRange(changes);
            table.Mark(thing.Service, thing.EndPoint is { } endPoint
                ? new WriteScope([endPoint])
                : new WriteScope([], Settings: changes is [EditService]));
        }

        _looksAgain = corrected.Count > 0;
        foreach (var sentence in RepairMessages.Of(corrected))
            DirectorLogMessages.TableRepaired(log, sentence);
        foreach (var group in paused.GroupBy(one => one.Pause, one => one.Thing))
            DirectorLogMessages.RepairPaused(log, RepairMessages.Names([.. group]), group.Key.TotalMinutes);
    }
}
