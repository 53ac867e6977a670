using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Ldirectord.Status;

/// <summary>What of the servers is asked for: by the address, so that it works without the script and can be kept as a bookmark.</summary>
/// <param name="Search">Words that a server's texts must all have.</param>
/// <param name="OnlyProblems">Nothing that is fine.</param>
/// <param name="Sort">See <see cref="Sorts"/>.</param>
/// <param name="From">Rows to pass over.</param>
internal sealed record PageQuery(string Search, bool OnlyProblems, string Sort, int From)
{
    /// <summary>Value and words of each order.</summary>
    public static readonly IReadOnlyList<(string Value, string Words)> Sorts =
    [
        ("problems", "problems first"), ("file", "as in the file"), ("address", "by address"), ("active", "by connections"),
        ("since", "by last change"), ("time", "by time of check"),
    ];

    public static readonly IReadOnlySet<string> Parameters = new HashSet<string> { "q", "only", "sort", "from" };

    public static readonly PageQuery Everything = new("", false, "problems", 0);

    public IEnumerable<string> Words => Search.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Unknown values count as their defaults.</summary>
    public static PageQuery Of(IReadOnlyDictionary<string, StringValues> query)
    {
        var sort = query.GetValueOrDefault("sort").ToString();
        _ = int.TryParse(query.GetValueOrDefault("from").ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var from);
        var search = query.GetValueOrDefault("q").ToString();
        return new PageQuery(
            search.Length > 200 ? search[..200] : search,
            query.GetValueOrDefault("only").ToString() == "problems",
            Sorts.Any(known => known.Value == sort) ? sort : "problems",
            from);
    }

    /// <summary>The address of the page with this question.</summary>
    public string Address(int from)
    {
        var parts = new List<string>();
        if (Search.Length > 0)
            parts.Add($"q={Uri.EscapeDataString(Search)}");
        if (OnlyProblems)
            parts.Add("only=problems");
        if (Sort != "problems")
            parts.Add($"sort={Sort}");
        if (from > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"from={from}"));
        return parts.Count == 0 ? "/" : $"/?{string.Join('&', parts)}";
    }
}
