using Ldirectord.Config;
using Ldirectord.Import;

namespace Ldirectord.Tests.Import;

/// <summary>20,000 damaged inputs of each kind: no crash, no text without bounds, and no statement without a word.</summary>
public class ImportMutationTests
{
    private const int Count = 20_000;
    private const int Largest = 64_000_000;

    /// <summary>What they say stands in the line of the real server, the fallback or the check.</summary>
    private static readonly string[] s_elsewhere =
    [
        "global_defs", "lb_kind", "weight", "connect_port", "status_code", "misc_dynamic", "hysteresis", "quorum", "retry",
        "connect_timeout",
        "delay_loop", "inhibit_on_failure", "regex", "path", "digest", "misc_path", "url", "HTTP_GET", "TCP_CHECK", "MISC_CHECK",
    ];

    private static readonly int s_seed = Environment.TickCount;

    [Theory]
    [InlineData(ImportSamples.Keepalived)]
    [InlineData(ImportSamples.Advanced)]
    public void DamagedKeepalived_LosesNoStatement(string sample) => ForEach(sample, Count / 2, text =>
    {
        KeepalivedSource source;
        try
        {
            source = KeepalivedSource.OfText(text, "d1", "/");
        }
        catch (UnreadableInputException)
        {
            return;
        }

        var translation = KeepalivedImport.Of(source, "keepalived.conf", keepsVrrp: true);
        Bounded(translation);
        var (statements, _) = KeepalivedParser.Parse(source.Lines);
        var named = Named(translation);
        foreach (var statement in statements)
            AssertNamed(statement, named, named.Whole.Contains(statement.From.Line));
    });

    [Fact]
    public void DamagedLvsCf_LosesNoStatement() => ForEach(ImportSamples.LvsCf, Count, text =>
    {
        var translation = LvsCfImport.Of(text, "lvs.cf", "crm");
        Bounded(translation);
        var named = Named(translation);
        foreach (var statement in LvsCfStatement.Read(text, (_, _, _) => { }))
            Assert.True(named.Lines.Contains(statement.From.Line), $"{statement.From} {statement.Text} has no word");
    });

    [Fact]
    public void DamagedScript_LosesNoStatement() => ForEach(ImportSamples.Script, Count, text =>
    {
        var translation = Imports.Ipvsadm(text);
        Bounded(translation);
        var named = Named(translation);
        foreach (var line in ShellLine.Read(text))
        {
            // What was added and is removed again, or edited, has no line of its own.
            var words = line.Words[0].StartsWith('-') ? line.Words : [.. line.Words.Skip(1)];
            var isRun = IpvsadmLine.Read(words, out _) is { Foreign: null };
            Assert.True(isRun || named.Lines.Contains(line.From.Line), $"{line.From} {line.Text} has no word");
        }
    });

    private static void ForEach(string sample, int count, Action<string> test) => Parallel.For(0, count, n =>
    {
        var text = Damage.Of(sample, new Random(s_seed + n));
        try
        {
            test(text);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {s_seed}, input {n}: {e.Message}\n{text}", e);
        }
    });

    /// <summary>And check has no error for it.</summary>
    private static void Bounded(Translation translation)
    {
        var text = translation.Text(explains: true);
        Assert.InRange(text.Length, 0, Largest);
        Assert.Empty(ConfigReader.ReadText("imported.cf", text, names: new NameResolver(null)).Errors.Select(error => error.Format(1)));
    }

    private static void AssertNamed(KeepalivedStatement statement, NamedLines named, bool isWhole)
    {
        Assert.True(
            isWhole || named.Lines.Contains(statement.From.Line) || (statement.IsKnown && s_elsewhere.Contains(statement.Keyword)),
            $"{statement.From} {statement.Text} has no word");
        foreach (var one in statement.Block ?? [])
            AssertNamed(
                one, named,
                isWhole || named.Whole.Contains(one.From.Line) || statement.Keyword is "notification_email" or "virtual_server_group");
    }

    private static NamedLines Named(Translation translation)
    {
        CfLine[] lines = [.. translation.Services.Prepend(translation.Global).SelectMany(part => part.Lines)];
        return new NamedLines(
            [.. lines.Select(line => line.From.Line), .. translation.Services.Select(part => part.Line)],
            [.. lines.Where(line => line.Kind != CfLineKind.Directive).Select(line => line.From.Line)]);
    }

    /// <param name="Lines">Lines of which anything is said.</param>
    /// <param name="Whole">Lines that are named themselves, and with them all of their block.</param>
    private sealed record NamedLines(HashSet<int> Lines, HashSet<int> Whole);
}
