using System.Text.RegularExpressions;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>Whether what two directors said is the same, but for what is declared. Remembers which declarations were needed.</summary>
internal sealed partial class Comparison(IReadOnlyList<Difference> declared)
{
    private const string Readded = ": Readd Quiescent ";
    private const string FileChanged = @"^log: (Configuration file '\S+' has changed on disk| - ignore new configuration)$";

    /// <summary>What differs in every story.</summary>
    public static readonly IReadOnlyList<Difference> Always =
    [
        new("log", false, new(@"^log: (\S+: )?(Check of .* failed|Server in maintenance): ")),
        new("`status`, `stop`, `reload`", true, new(
            @"^log: (\S+: )?(Invoking ldirectord invoked as: .* (status|stop|reload|force-reload)|Exiting .*|ldirectord stale pid file .*|ldirectord for .* is running .*|Config file .* not found)$")),
        new("`restart`, in the log", true, new(@"^log: Invoking ldirectord invoked as: \S+ \S+ (restart|try-restart)$")),
        new("`restart`, in the log", false, new(@"^log: Invoking ldirectord invoked as: \S+ \S+ start$")),
        // Whether the edit or the signal was seen first.
        new("autoreload", true, new(FileChanged)),
        new("autoreload", false, new(FileChanged)),
        new("an edit that changes one server", true, new(@"^log: (\S+: )?Changed virtual server: ")),
    ];

    private readonly HashSet<Difference> _seen = [];

    public IEnumerable<Difference> NeverSeen => declared.Where(difference => !_seen.Contains(difference));

    /// <returns>The facts that one has alone and nobody declared, those of the original marked by -, ours by +.</returns>
    public IReadOnlyList<string> Compare(IReadOnlySet<string> original, IReadOnlySet<string> ours, bool readsConfiguration)
    {
        var putInAndTakenOut = readsConfiguration ? PutInAndTakenOut(original) : [];
        if (readsConfiguration)
            original = ReaddedIsAdded(original);
        return
        [
            .. original.Where(fact => !ours.Contains(fact) && !putInAndTakenOut.Contains(fact) && !IsDeclared(fact, ofOriginal: true)).Select(fact => $"- {fact}"),
            .. ours.Where(fact => !original.Contains(fact) && !IsDeclared(fact, ofOriginal: false)).Select(fact => $"+ {fact}"),
        ];
    }

    private bool IsDeclared(string fact, bool ofOriginal)
    {
        var differences = declared.Concat(Always).Where(difference => difference.OfOriginal == ofOriginal && difference.Whole.IsMatch(fact)).ToList();
        _seen.UnionWith(differences);
        return differences.Count > 0;
    }

    // README, "start and reload": every server goes in and out again before it is checked, which counts as a failure, and with the first of them the fallback.
    private static HashSet<string> PutInAndTakenOut(IReadOnlySet<string> facts)
    {
        var moves = facts.Select(fact => (Fact: fact, Match: Move().Match(fact))).Where(move => move.Match.Success).ToList();
        return [.. moves.GroupBy(move => move.Match.Groups["server"].Value)
            .Where(server => server.Any(move => move.Match.Groups["in"].Success) && server.Any(move => move.Match.Groups["out"].Success))
            .SelectMany(server => server.Select(move => move.Fact))
            .Concat(facts.Where(fact => fact.Contains(": Resetting soft failure count: ", StringComparison.Ordinal)))];
    }

    // The same with readdquiescent: it is in with weight 0 before it is checked, and restored then.
    private static HashSet<string> ReaddedIsAdded(IReadOnlySet<string> facts)
    {
        var readded = facts.Where(fact => fact.Contains(Readded, StringComparison.Ordinal))
            .ToDictionary(fact => fact.Replace(Readded, ": Restored ", StringComparison.Ordinal).Replace("(Weight set to 0)", "", StringComparison.Ordinal));
        var restored = facts.Where(fact => readded.ContainsKey(Weight().Replace(fact, ""))).ToList();
        return
        [
            .. facts.Except(restored).Except(restored.Select(fact => readded[Weight().Replace(fact, "")])),
            .. restored.Select(fact => fact.Replace(": Restored ", ": Added ", StringComparison.Ordinal)),
        ];
    }

    [GeneratedRegex(@"\(Weight set to \d+\)")]
    private static partial Regex Weight();

    [GeneratedRegex(@"^log: (?:\S+: )?(?:(?<in>Added|Restored)|(?<out>Deleted|Quiescent)) (?<server>(?:real|fallback) server: \S+ \(\S+\))(?: \(Weight set to \d+\))?$")]
    private static partial Regex Move();
}
