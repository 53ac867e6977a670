namespace Ldirectord.Config;

/// <summary>
/// announce: the service's address stands on an interface while enough of its real servers are up, so that a routing daemon tells the
/// routers of it.
/// </summary>
/// <param name="Interface">Name of the interface: a dummy, as a rule.</param>
/// <param name="Quorum">Real servers that are up, or their weights together: from 1.</param>
/// <param name="Hysteresis">
/// The address comes at <paramref name="Quorum"/> + this, and goes below <paramref name="Quorum"/> - this.
/// </param>
/// <param name="CountsWeight">Weights of the file are counted, not servers.</param>
/// <param name="Hold">An address that went comes back when the quorum was reached for so long.</param>
internal sealed record AnnounceSettings(
    string Interface, int Quorum = 1, int Hysteresis = 0, bool CountsWeight = false, TimeSpan Hold = default);
