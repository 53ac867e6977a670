using System.Text.RegularExpressions;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>Whether what two directors said is the same, but for what is declared. Remembers which declarations were needed.</summary>
internal sealed partial class Comparison(IReadOnlyList<Difference> declared)
{
    private const string FileChanged = @"^log: (Configuration file '\S+' has changed on disk| - ignore new configuration)$";

    /// <summary>What differs in every story.</summary>
    public static readonly IReadOnlyList<Difference> Always =
    [
        new("log", false, new(@"^log: (\S+: )?(Check of .* failed|Server (no longer )?in maintenance): ")),
        new("settings of the kernel that leave clients with a server that is gone or failed", false,
            new(@"^log: (\S+: )?net\.ipv4\.vs\.\w+ is 0: ")),
        new(
            "`quiescent = yes` with a scheduler that refuses the clients of weight 0 (dh; sh and mh without their fallback flag)",
            false,
            new(@"^(\S+: err|log): .*Warning \[\w+\] .*: scheduler = \w+ refuses the clients of a failed server, ")),
        new("`status`, `stop`, `reload`", true, new(
            @"^log: (\S+: )?(Invoking ldirectord invoked as: .* (status|stop|reload|force-reload)|Exiting .*|ldirectord stale pid file "
                + @".*|ldirectord for .* is running .*|Config file .* not found)$")),
        new("`restart`, in the log", true, new(@"^log: Invoking ldirectord invoked as: \S+ \S+ (restart|try-restart)$")),
        new("`restart`, in the log", false, new(@"^log: Invoking ldirectord invoked as: \S+ \S+ start$")),
        // Whether the edit or the signal was seen first.
        new("autoreload", true, new(FileChanged)),
        new("autoreload", false, new(FileChanged)),
        new("an edit that changes one server", true, new(@"^log: (\S+: )?Changed virtual server: ")),
    ];

    private readonly HashSet<Difference> _seen = [];

    public IEnumerable<Difference> NeverSeen => declared.Where(difference => !_seen.Contains(difference));

    /// <returns>Facts of one side alone that the story does not declare: the original's marked by -, ours by +.</returns>
    public IReadOnlyList<string> Compare(IReadOnlySet<string> original, IReadOnlySet<string> ours, bool readsConfiguration)
    {
        var putInAndTakenOut = readsConfiguration ? PutInAndTakenOut(original) : [];
        if (readsConfiguration)
            original = ReaddedIsAdded(original);
        return
        [
            .. original.Where(fact => !ours.Contains(fact) && !putInAndTakenOut.Contains(fact) && !IsDeclared(fact, ofOriginal: true))
                .Select(fact => $"- {fact}"),
            .. ours.Where(fact => !original.Contains(fact) && !IsDeclared(fact, ofOriginal: false)).Select(fact => $"+ {fact}"),
        ];
    }

    private bool IsDeclared(string fact, bool ofOriginal)
    {
        var differences = declared.Concat(Always).Where(difference => difference.OfOriginal == ofOriginal && difference.Whole.IsMatch(fact))
            .ToList();
        _seen.UnionWith(differences);
        return differences.Count > 0;
    }

    // docs/differences.md, "start and reload": every server goes in and out again before it is checked, which counts as a failure, and with
    // the first of them the fallback.
    private static HashSet<string> PutInAndTakenOut(IReadOnlySet<string> facts)
    {
        var moves = facts.Select(fact => (Fact: fact, Match: Move().Match(fact))).Where(move => move.Match.Success).ToList();
        return [.. moves.GroupBy(move => move.Match.Groups["server"].Value)
            .Where(server => server.Any(move => move.Match.Groups["in"].Success) && server.Any(move => move.Match.Groups["out"].Success))
            .SelectMany(server => server.Select(move => move.Fact))
            .Concat(facts.Where(fact => fact.Contains(": Resetting soft failure count: ", StringComparison.Ordinal)))];
    }

    // The same with readdquiescent: a server is in with weight 0 before it is checked, and then restored. Ours is added when it was
    // checked.
    private static HashSet<string> ReaddedIsAdded(IReadOnlySet<string> facts)
    {
        var moves = facts.Select(fact => (Fact: fact, Match: Readded().Match(fact))).Where(move => move.Match.Success).ToList();
        var servers = moves.GroupBy(move => move.Match.Groups["server"].Value)
            .Where(server => server.DistinctBy(move => move.Match.Groups["how"].Value).Count() == 2);
        HashSet<string> added = [.. facts];
        foreach (var (fact, match) in servers.SelectMany(server => server))
        {
            added.Remove(fact);
            if (match.Groups["how"].Value == "Restored")
                added.Add(fact.Replace(": Restored ", ": Added ", StringComparison.Ordinal));
        }
        return added;
    }

    [GeneratedRegex(@"^log: (?:\S+: )?(?<how>Readd Quiescent|Restored) (?<server>real server: \S+ \(\S+\)) ")]
    private static partial Regex Readded();

    [GeneratedRegex(@"^log: (?:\S+: )?(?:(?<in>Added|Restored)|(?<out>Deleted|Quiescent)) (?<server>(?:real|fallback) server: "
        + @"\S+ \(\S+\))(?: \(Weight set to \d+\))?$")]
    private static partial Regex Move();
}
