using System.Collections.Immutable;

namespace Ldirectord.Doctor;

/// <summary>Runs examinations, and says in a line of its own what is fine.</summary>
internal static class Diagnosis
{
    /// <summary>Most findings of one examination; what is beyond is counted.</summary>
    private const int MostFindings = 20;

    public static ImmutableArray<Diagnosed> Of<TCase>(IEnumerable<Look<TCase>> looks, TCase examined) =>
        [.. looks.SelectMany(look => Of(look, examined)).OrderBy(one => one.Finding.Level)];

    private static IEnumerable<Diagnosed> Of<TCase>(Look<TCase> look, TCase examined)
    {
        if (look.Of(examined) is not { } found)
            return [];
        List<Finding> all = [.. found.Distinct()];
        if (all.Count == 0)
            return [new Diagnosed(look.Id, new Finding(Level.Ok, "", Conditions.Find(look.Id)!.Fine))];
        List<Finding> worst = [.. all.OrderByDescending(finding => finding.Level).Take(MostFindings)];
        if (all.Count > MostFindings)
            worst.Add(new Finding(worst[^1].Level, "and more", $"{all.Count - MostFindings} further findings of the same kind"));
        return worst.Select(finding => new Diagnosed(look.Id, finding));
    }
}
