using System.Collections.Immutable;

namespace Ldirectord.Director;

/// <summary>How the kernel's table compares with the table that this director wants.</summary>
/// <param name="Ended">The last <see cref="DriftMonitor.Remembered"/> differences that were resolved, newest last.</param>
internal sealed record TableComparison(ImmutableArray<TableDrift> Now, ImmutableArray<TableDrift> Ended);
