using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Tests.Support;

/// <summary>This machine's addresses as a test sets them, told to the director that watches.</summary>
internal sealed class PlayedAddresses
{
    private readonly Lock _gate = new();
    private AddressReport _now = Report();
    private Action<AddressReport>? _changed;

    /// <summary>Watches that were begun.</summary>
    public int Watches { get; private set; }

    public bool IsWatched
    {
        get
        {
            lock (_gate)
                return _changed is not null;
        }
    }

    public void Are(params string[] addresses) => Tell(Report(addresses));

    public void AreUnknown(string problem) => Tell(new AddressReport(null, problem));

    public (AddressReport Now, IDisposable Watch) Watch(Action<AddressReport> changed)
    {
        lock (_gate)
        {
            Watches++;
            _changed = changed;
            return (_now, new Ending(this));
        }
    }

    private static AddressReport Report(params string[] addresses) =>
        new(new LocalAddresses([.. addresses.Select(address => new DeviceAddress(2, IPAddress.Parse(address), 24))]), null);

    private void Tell(AddressReport now)
    {
        lock (_gate)
        {
            _now = now;
            _changed?.Invoke(now);
        }
    }

    private sealed class Ending(PlayedAddresses addresses) : IDisposable
    {
        public void Dispose()
        {
            lock (addresses._gate)
                addresses._changed = null;
        }
    }
}
