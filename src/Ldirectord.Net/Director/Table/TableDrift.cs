using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>One difference between the kernel's table and the table that this director wants.</summary>
/// <param name="Operation">The change that this director would make.</param>
/// <param name="Kernel">What the kernel had there when the difference was first seen, as options of ipvsadm; null if nothing.</param>
/// <param name="Reason">Why this director wants it otherwise: the health of the server.</param>
/// <param name="Since">When the difference was first seen; null if the director does not compare at intervals.</param>
/// <param name="Until">When the difference was resolved; null if it is not.</param>
/// <param name="PausedUntil">Until when repair leaves it alone (<see cref="RepairHistory"/>); null if it does not.</param>
internal sealed record TableDrift(
    IpvsOperation Operation,
    string? Kernel,
    string Reason,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    DateTimeOffset? PausedUntil = null);
