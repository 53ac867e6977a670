using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Ldirectord.Import;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Import;

/// <summary>"keepalived -t" and the importer agree on which words are unknown, and where.</summary>
public partial class KeepalivedAgreementTests
{
    private const int Count = 200;
    private const string Program = "/usr/sbin/keepalived";

    /// <summary>What keepalived and the importer are known to see differently in a damaged file.</summary>
    private static readonly DeclaredDifference[] s_differences =
    [
        new("keepalived skips a block whose address it cannot read, or whose name it has, with its words; import names them",
            (line, theirs, ours) => theirs.Skipped.Any(skipped => ours.BlockAt(skipped) is { } end && line >= skipped && line <= end)),
        new("of a line with a quote that does not end keepalived takes the words before it; import names the whole line",
            (line, theirs, ours) => ours.Unquoted.Contains(line)),
        new("behind braces that do not match, each of keepalived's three processes reads on in a way of its own; import names the brace",
            (line, theirs, ours) => line >= Math.Min(theirs.FirstBrace, ours.FirstBrace)),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnknownWords_AreThoseOfKeepalived(bool damagesBraces)
    {
        Assert.SkipWhen(!File.Exists(Program), "needs the Debian package keepalived: apt-get install keepalived");
        using var folder = new TemporaryFolder();
        var seed = Environment.TickCount;
        var failures = new List<string>();
        for (var n = 0; n < Count; n++)
        {
            var random = new Random(seed + n);
            var text = n == 0 ? ImportSamples.Keepalived
                : damagesBraces ? Damage.Of(ImportSamples.Keepalived, random) : Damage.OfWords(ImportSamples.Keepalived, random);
            // keepalived's children count a last line without its end as one line more.
            text += "\n";
            if (await TheirsAsync(folder.Write("keepalived.conf", text)) is { } theirs && Failure(theirs, Ours(text)) is { } failure)
                failures.Add($"seed {seed}, input {n}: {failure}\n{text}");
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {Count}: {string.Join("\n\n", failures.Take(3))}");
    }

    [Fact]
    public async Task BraceTooManyAndBraceMissing_AreNamedByImport_AndCancelOutForKeepalived()
    {
        Assert.SkipWhen(!File.Exists(Program), "needs the Debian package keepalived: apt-get install keepalived");
        using var folder = new TemporaryFolder();
        var opened = ImportSamples.Keepalived.Replace("192.0.2.10/32 dev eth0", "192.0.2.10/32 dev eth0 {", StringComparison.Ordinal);
        var both = opened.Replace("MISC_CHECK {", "MISC_CHECK { }", StringComparison.Ordinal);
        Assert.NotEqual(opened, both);
        Assert.True(Ours(opened).HasWrongBraces);
        Assert.True(Ours(both).HasWrongBraces);
        Assert.True((await TheirsAsync(folder.Write("opened.conf", opened)))!.HasWrongBraces);
        Assert.False((await TheirsAsync(folder.Write("both.conf", both)))!.HasWrongBraces);
    }

    [Fact]
    public async Task WhatKeepalivedKeeps_IsTakenByIt()
    {
        Assert.SkipWhen(!File.Exists(Program), "needs the Debian package keepalived: apt-get install keepalived");
        using var folder = new TemporaryFolder();
        var kept = Imports.Keepalived(ImportSamples.Keepalived, keepsVrrp: true).Kept!;
        Assert.Contains("vrrp_instance VI_1 {", kept, StringComparison.Ordinal);
        var theirs = await TheirsAsync(folder.Write("kept.conf", kept));
        Assert.Equal([], theirs!.Unknown);
        Assert.Equal(int.MaxValue, theirs.FirstBrace);
    }

    /// <returns>Null if they agree, but for what is declared.</returns>
    private static string? Failure(Findings theirs, Findings ours)
    {
        // Of a line with a quote that does not end, keepalived takes the brace before it.
        if (theirs.HasWrongBraces != ours.HasWrongBraces && ours.FirstBrace == ours.FirstNamedBrace && !CancelOut(theirs, ours))
            return $"braces: keepalived says {Said(theirs)}, import {Said(ours)}";
        var missing = theirs.Unknown.Except(ours.Unknown).Where(IsUndeclared).ToList();
        var invented = ours.Unknown.Except(theirs.Unknown).Where(IsUndeclared).ToList();
        return missing.Count + invented.Count == 0 ? null
            : $"only keepalived does not know {string.Join(", ", missing)}, only import {string.Join(", ", invented)}";

        // Of a brace too many and one that is missing, keepalived's count is right; import names each.
        static bool CancelOut(Findings theirs, Findings ours) => !theirs.HasWrongBraces && ours.HasEqualBraces;

        bool IsUndeclared((int Line, string Word) one) => !s_differences.Any(difference => difference.Covers(one.Line, theirs, ours));

        static string Said(Findings reading) => reading.HasWrongBraces ? "wrong" : "right";
    }

    /// <returns>Null if keepalived ends before the end, as it does where a parameter is missing.</returns>
    private static async Task<Findings?> TheirsAsync(string file)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, ["-C", "-t", "-i", "d1", "-f", file])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var said = await process.StandardError.ReadToEndAsync() + await output;
        await process.WaitForExitAsync();
        if (process.ExitCode is not (0 or 5))
            return null;
        var braces = Lines(WrongBrace().Matches(said)).ToList();
        return new Findings
        {
            Unknown = [.. UnknownKeyword().Matches(said).Select(match => (Line(match), match.Groups["word"].Value))],
            FirstBrace = braces.DefaultIfEmpty(int.MaxValue).Min(),
            HasWrongBraces = braces.Count > 0 || said.Contains("missing '}'s or extra '{'s", StringComparison.Ordinal),
            Skipped = [.. Lines(SkippedBlock().Matches(said))],
        };

        static int Line(Match match) => int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture);

        static IEnumerable<int> Lines(MatchCollection matches) => matches.Select(Line);
    }

    private static Findings Ours(string text)
    {
        var (statements, problems) = KeepalivedParser.Parse(KeepalivedSource.OfText(text, "d1", "/").Lines);
        var braces = problems.Where(problem => problem.Text is "{" or "}" || problem.Why.Contains('{', StringComparison.Ordinal)).ToList();
        var unquoted = problems.Where(problem => problem.Why.StartsWith("a quote", StringComparison.Ordinal)).ToList();
        var reading = new Findings
        {
            FirstBrace = braces.Concat(unquoted.Where(problem => problem.Text.AsSpan().IndexOfAny('{', '}') >= 0))
                .Select(problem => problem.From.Line).DefaultIfEmpty(int.MaxValue).Min(),
            FirstNamedBrace = braces.Select(problem => problem.From.Line).DefaultIfEmpty(int.MaxValue).Min(),
            HasWrongBraces = braces.Count > 0,
            HasEqualBraces = text.Count('{') == text.Count('}'),
            Unquoted = [.. unquoted.Select(problem => problem.From.Line)],
        };
        foreach (var statement in statements)
            Add(statement);
        // A brace too many is a word for keepalived.
        foreach (var brace in problems.Where(problem => problem is { Text: "}", Why: "no block is open here" }))
            reading.Unknown.Add((brace.From.Line, "}"));
        return reading;

        void Add(KeepalivedStatement statement)
        {
            if (!statement.IsKnown)
                reading.Unknown.Add((statement.From.Line, statement.Keyword));
            if (statement.Block is { } block)
                reading.Blocks[statement.From.Line] = statement.End.Line;
            foreach (var one in statement.Block ?? [])
                Add(one);
        }
    }

    [GeneratedRegex("Line (?<line>[0-9]+)\\) Unknown keyword '(?<word>.*)'$", RegexOptions.Multiline)]
    private static partial Regex UnknownKeyword();

    [GeneratedRegex("Line (?<line>[0-9]+)\\) (Unexpected|Extra|Missing) '[{}]'")]
    private static partial Regex WrongBrace();

    [GeneratedRegex("Line (?<line>[0-9]+)\\) (Invalid (virtual|real) server .* - skipping|vrrp (instance|sync group) .* already defined)")]
    private static partial Regex SkippedBlock();

    /// <param name="Reason">What each does.</param>
    /// <param name="Covers">True if what is unknown in a line may differ for this reason.</param>
    private sealed record DeclaredDifference(string Reason, Func<int, Findings, Findings, bool> Covers);

    /// <summary>What a program said of a file.</summary>
    private sealed class Findings
    {
        public HashSet<(int Line, string Word)> Unknown { get; init; } = [];

        /// <summary>The line of the first brace that does not match; the largest number if none was named.</summary>
        public int FirstBrace { get; init; } = int.MaxValue;

        /// <summary>The same without those behind a quote that does not end.</summary>
        public int FirstNamedBrace { get; init; } = int.MaxValue;

        public bool HasWrongBraces { get; init; }

        /// <summary>The file has as many braces that open as braces that close.</summary>
        public bool HasEqualBraces { get; init; }

        public HashSet<int> Skipped { get; init; } = [];

        public HashSet<int> Unquoted { get; init; } = [];

        /// <summary>The last line of each block, by its first.</summary>
        public Dictionary<int, int> Blocks { get; } = [];

        public int? BlockAt(int line) => Blocks.TryGetValue(line, out var end) ? end : null;
    }
}
