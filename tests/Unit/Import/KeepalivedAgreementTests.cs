using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Ldirectord.Import;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Import;

/// <summary>"keepalived -t" and the importer agree on which words are unknown, and where.</summary>
public partial class KeepalivedAgreementTests
{
    private const int Count = 150;
    private const string Program = "/usr/sbin/keepalived";

    [Fact]
    public async Task UnknownWords_AreThoseOfKeepalived()
    {
        Assert.SkipWhen(!File.Exists(Program), "needs the Debian package keepalived: apt-get install keepalived");
        using var folder = new TemporaryFolder();
        var seed = Environment.TickCount;
        var differences = new List<string>();
        for (var n = 0; n < Count; n++)
        {
            var text = n == 0 ? ImportSamples.Keepalived : Damage.OfWords(ImportSamples.Keepalived, new Random(seed + n));
            var theirs = await TheirsAsync(folder.Write("keepalived.conf", text));
            var ours = Ours(text);
            if (theirs is not null && !theirs.SetEquals(ours))
                differences.Add(
                    $"seed {seed}, input {n}: keepalived {Text(theirs.Except(ours))}, ours {Text(ours.Except(theirs))}\n{text}");
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {Count}: {string.Join("\n\n", differences.Take(3))}");

        static string Text(IEnumerable<string> words) => string.Join(", ", words);
    }

    [Fact]
    public async Task WhatKeepalivedKeeps_IsTakenByIt()
    {
        Assert.SkipWhen(!File.Exists(Program), "needs the Debian package keepalived: apt-get install keepalived");
        using var folder = new TemporaryFolder();
        var kept = Imports.Keepalived(ImportSamples.Keepalived, keepsVrrp: true).Kept!;
        Assert.Contains("vrrp_instance VI_1 {", kept, StringComparison.Ordinal);
        Assert.Equal([], await TheirsAsync(folder.Write("kept.conf", kept)) ?? ["refused"]);
    }

    /// <returns>"line: word" for each; null if keepalived ends before the end, as it does where a parameter is missing.</returns>
    private static async Task<HashSet<string>?> TheirsAsync(string file)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, ["-C", "-t", "-i", "d1", "-f", file])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var said = await process.StandardError.ReadToEndAsync() + await output;
        await process.WaitForExitAsync();
        return process.ExitCode is 0 or 5
            ? [.. UnknownKeyword().Matches(said).Select(match => $"{match.Groups["line"].Value}: {match.Groups["word"].Value}")] : null;
    }

    private static HashSet<string> Ours(string text)
    {
        var (statements, problems) = KeepalivedParser.Parse(KeepalivedSource.OfText(text, "d1", "/").Lines);
        var found = new HashSet<string>();
        foreach (var statement in statements)
            Add(statement);
        // A brace too many is a word for keepalived.
        foreach (var brace in problems.Where(problem => problem is { Text: "}", Why: "no block is open here" }))
            found.Add(string.Create(CultureInfo.InvariantCulture, $"{brace.From.Line}: }}"));
        return found;

        void Add(Statement statement)
        {
            if (!statement.IsKnown)
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{statement.From.Line}: {statement.Keyword}"));
            foreach (var one in statement.Block ?? [])
                Add(one);
        }
    }

    [GeneratedRegex("Line (?<line>[0-9]+)\\) Unknown keyword '(?<word>[^']*)'")]
    private static partial Regex UnknownKeyword();
}
