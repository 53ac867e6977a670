namespace Ldirectord.Planning;

/// <summary>How a destination leaves the table.</summary>
/// <param name="Limit">Longest drain: connections that are left then are cut off. <see cref="TimeSpan.MaxValue"/> for none.</param>
/// <param name="IsAsked">An operator asked for the drain: all its clients may leave by themselves, persistent ones, too.</param>
/// <param name="IsHard">Clients that return by persistence are moved.</param>
internal readonly record struct DrainTerms(TimeSpan Limit, bool IsAsked = false, bool IsHard = false);
