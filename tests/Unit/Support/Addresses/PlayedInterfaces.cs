using System.Net;
using Ldirectord.Director;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Tests.Support;

/// <summary>Interfaces for announced addresses: dummy0 and dummy1, and the ethernet eth0.</summary>
internal sealed class PlayedInterfaces
{
    private readonly Lock _gate = new();
    private readonly List<string> _done = [];
    private readonly Dictionary<string, AnnounceInterface> _interfaces = new()
    {
        ["dummy0"] = new(5, IsUp: true, IsSilent: true),
        ["dummy1"] = new(6, IsUp: true, IsSilent: true),
        ["eth0"] = new(2, IsUp: true, IsSilent: false),
    };

    private readonly Dictionary<(int Device, IPAddress Address), bool> _addresses = [];

    /// <summary>Why the kernel adds and removes nothing; null if it does.</summary>
    public string? Refusal { get; set; }

    public AnnounceKernel Kernel => new(
        name =>
        {
            lock (_gate)
                return _interfaces.TryGetValue(name, out var found) ? found : null;
        },
        (device, _) =>
        {
            lock (_gate)
                return [.. _addresses.Where(one => one.Key.Device == device)
                    .Select(one => new AnnouncedAddress(device, one.Key.Address, one.Value))];
        },
        (device, name, address) => Do($"add {address} {name}", () => _addresses.Add((device, address), true)),
        (device, name, address) => Do($"del {address} {name}", () => _addresses.Remove((device, address))));

    /// <summary>What was done so far.</summary>
    public string Done
    {
        get
        {
            lock (_gate)
                return string.Join(", ", _done);
        }
    }

    /// <summary>An address is there, by the hand of an ldirectord or of another.</summary>
    public void Has(string address, bool isOurs, string device = "dummy0")
    {
        lock (_gate)
            _addresses[(_interfaces[device].Index, IPAddress.Parse(address))] = isOurs;
    }

    /// <summary>Another hand removes the address.</summary>
    public void Lose(string address)
    {
        lock (_gate)
            _addresses.Remove((_interfaces["dummy0"].Index, IPAddress.Parse(address)));
    }

    public void Set(string name, AnnounceInterface? to)
    {
        lock (_gate)
        {
            if (to is { } there)
                _interfaces[name] = there;
            else
                _interfaces.Remove(name);
        }
    }

    private void Do(string what, Action act)
    {
        lock (_gate)
        {
            if (Refusal is not null)
                throw new IoFailureException(IoFailure.Local, Refusal);
            act();
            _done.Add(what);
        }
    }
}
