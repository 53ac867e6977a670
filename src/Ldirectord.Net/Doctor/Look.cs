namespace Ldirectord.Doctor;

/// <summary>One examination of a case.</summary>
/// <param name="Id">Its name in the catalogue.</param>
/// <param name="Of">The findings; null if the case has nothing of the kind.</param>
internal sealed record Look<TCase>(string Id, Func<TCase, IEnumerable<Finding>?> Of);
