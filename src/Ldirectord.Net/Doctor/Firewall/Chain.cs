using System.Collections.Immutable;

namespace Ldirectord.Doctor;

/// <summary>A chain of rules.</summary>
/// <param name="Table">Name of its table, unlike those of other programs and families.</param>
/// <param name="Hook">"input", "forward", "postrouting": where packets come into it; null if only by a jump.</param>
/// <param name="Drops">Its policy is drop.</param>
internal sealed record Chain(string Table, string Name, string? Hook, bool Drops, ImmutableArray<Rule> Rules);
