using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>One place where the kernel's table is not what this director would have made of it.</summary>
/// <param name="Operation">What it would change.</param>
/// <param name="Kernel">What the kernel had there when it was first seen, in the notation of ipvsadm; null: nothing.</param>
/// <param name="Reason">Why it should be otherwise: the health of the server.</param>
/// <param name="Since">When it was first seen; null where nobody looks all the time.</param>
/// <param name="Until">When it was gone again; null: it is not.</param>
internal sealed record TableDrift(IpvsOperation Operation, string? Kernel, string Reason, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>How the kernel's table compares with what this director would have made of it.</summary>
/// <param name="Ended">The last <see cref="DriftMonitor.Remembered"/> that were and are no more, the latest last.</param>
internal sealed record TableComparison(ImmutableArray<TableDrift> Now, ImmutableArray<TableDrift> Ended);
