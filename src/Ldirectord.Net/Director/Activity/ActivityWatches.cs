using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Networking;

namespace Ldirectord.Director;

/// <summary>
/// Watches what decides who is active: this machine's addresses while any service depends on them or on a file, or announces one, and the
/// files. With active = always and without announce nothing is watched.
/// </summary>
/// <param name="watchAddresses"><see cref="DirectorOptions.WatchAddresses"/>.</param>
/// <param name="time">Its timers may fire on the reactor's thread.</param>
internal sealed class ActivityWatches(
    Func<Action<AddressReport>, (AddressReport Now, IDisposable Watch)> watchAddresses, Action<LoopMessage> post, TimeProvider time)
    : IDisposable
{
    private IDisposable? _addresses;
    private object _addressesWatch = new();
    private ActiveFileWatcher? _files;
    private object _filesWatch = new();
    private ImmutableHashSet<string> _paths = [];

    public ActivityFacts Facts { get; private set; } = ActivityFacts.None;

    /// <summary>Why the addresses are not known; null if they are, or nobody needs them.</summary>
    public string? Problem { get; private set; }

    /// <summary>Begins, ends or keeps the watches; one that watches the same as before goes on undisturbed.</summary>
    public void Watch(DirectorConfig config)
    {
        WatchAddresses(config.VirtualServices.Any(service => service.Active.Kind != ActiveKind.Always || service.Announce is not null));
        WatchFiles([.. config.VirtualServices.Select(service => service.Active.File).OfType<string>()]);
    }

    /// <returns>Whether the message counts.</returns>
    public bool Take(LoopMessage message)
    {
        switch (message)
        {
            case AddressesChanged { Watch: var watch, Report: var report } when ReferenceEquals(watch, _addressesWatch):
                Take(report);
                return true;
            case ActiveFilesChanged { Watch: var watch, Present: var present } when ReferenceEquals(watch, _filesWatch):
                Facts = Facts with { Files = present };
                return true;
            default:
                return false;
        }
    }

    public void Dispose()
    {
        _addresses?.Dispose();
        _addresses = null;
        StopFiles();
    }

    private void WatchAddresses(bool isNeeded)
    {
        if (isNeeded == _addresses is not null)
            return;
        _addresses?.Dispose();
        _addresses = null;
        var watch = _addressesWatch = new object();
        var now = new AddressReport(null, null);
        if (isNeeded)
            (now, _addresses) = watchAddresses(report => post(new AddressesChanged(report, watch)));
        Take(now);
    }

    private void Take(AddressReport report) => (Facts, Problem) = (Facts with { Addresses = report.Addresses }, report.Problem);

    private void WatchFiles(ImmutableHashSet<string> paths)
    {
        if (paths.SetEquals(_paths))
            return;
        StopFiles();
        var watch = _filesWatch = new object();
        _paths = paths;
        Facts = Facts with { Files = [] };
        if (paths.IsEmpty)
            return;
        _files = new ActiveFileWatcher([.. paths], time);
        Facts = Facts with { Files = _files.First() };
        _files.Start(present => post(new ActiveFilesChanged(present, watch)));
    }

    private void StopFiles()
    {
        _files?.Dispose();
        _files = null;
    }
}
