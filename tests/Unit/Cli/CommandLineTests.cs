
using Ldirectord.Cli;
using Ldirectord.Daemon;

namespace Ldirectord.Tests.Cli;

public class CommandLineTests
{
    [Theory]
    [InlineData("start", Verb.Start)]
    [InlineData("stop", Verb.Stop)]
    [InlineData("restart", Verb.Restart)]
    [InlineData("try-restart", Verb.TryRestart)]
    [InlineData("reload", Verb.Reload)]
    [InlineData("force-reload", Verb.Reload)]
    [InlineData("status", Verb.Status)]
    [InlineData("check", Verb.Check)]
    [InlineData("plan", Verb.Plan)]
    [InlineData("probe", Verb.Probe)]
    [InlineData("show", Verb.Show)]
    public void OneWord_IsTheCommand_AndTwoAreConfigurationAndCommand(string word, object verb)
    {
        Assert.Equal(new CommandLine((Verb)verb), Parsed(word));
        Assert.Equal(new CommandLine((Verb)verb, "web.cf"), Parsed("web.cf", word));
    }

    [Theory]
    [InlineData("-d start")]
    [InlineData("-dd start")]
    [InlineData("--debug start")]
    [InlineData("--DEBUG start")]
    [InlineData("-d -- start")]
    public void Options_BundleAndEndAtTwoDashes(string words) =>
        Assert.Equal(new CommandLine(Verb.Start, Debug: true), Parsed(words.Split(' ')));

    [Theory]
    [InlineData("-h", Verb.Help)]
    [InlineData("-?", Verb.Help)]
    [InlineData("--help", Verb.Help)]
    [InlineData("-dh", Verb.Help)]
    [InlineData("-vh", Verb.Help)]
    [InlineData("-h nonsense", Verb.Help)]
    [InlineData("-v", Verb.Version)]
    [InlineData("--version web.cf status", Verb.Version)]
    public void HelpAndVersion_NeedNoCommand(string words, object verb) => Assert.Equal((Verb)verb, Parsed(words.Split(' ')).Verb);

    [Fact]
    public void ConfigurationThatBeginsWithADash_IsNamedAfterTwoDashes()
    {
        Assert.Equal(new CommandLine(Verb.Status, "-x.cf"), Parsed("--", "-x.cf", "status"));
        Assert.Equal(new CommandLine(Verb.Status, "-"), Parsed("-", "status"));
        Assert.Equal(new CommandLine(Verb.Status, ""), Parsed("", "status"));
    }

    [Fact]
    public void WordsAfterOneOfTheOriginalsCommands_AreIgnored() =>
        Assert.Equal(new CommandLine(Verb.Status, "web.cf"), Parsed("web.cf", "status", "-d", "extra"));

    [Theory]
    [InlineData("", "no command")]
    [InlineData("web.cf", "unknown command: web.cf")]
    [InlineData("web.cf STATUS", "unknown command: STATUS")]
    [InlineData("web.cf -d status", "unknown command: -d")]
    [InlineData("-x status", "unknown option: -x")]
    [InlineData("-D status", "unknown option: -D")]
    [InlineData("-dx status", "unknown option: -x")]
    [InlineData("--vers", "unknown option: --vers")]
    [InlineData("--debug=1 status", "unknown option: --debug=1")]
    [InlineData("--no-debug status", "unknown option: --no-debug")]
    [InlineData("web.cf check twice", "unexpected argument after check: twice")]
    [InlineData("probe --diff", "--diff can be used with show, not with probe")]
    [InlineData("web.cf show --diff --json --diff now", "unexpected argument after show: now")]
    [InlineData("--json web.cf status", "--json can be used with probe and show, not with status")]
    [InlineData("--dry-run web.cf check", "--dry-run cannot be used with check")]
    public void WrongCommandLine_IsRefusedInWords(string words, string mistake)
    {
        Assert.Null(CommandLine.Parse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var said));
        Assert.Equal(mistake, said);
    }

    [Theory]
    [InlineData("probe --json")]
    [InlineData("--json probe")]
    public void Json_IsUnderstoodBeforeAndAfterItsCommand(string words) =>
        Assert.Equal(new CommandLine(Verb.Probe, Json: true), Parsed(words.Split(' ')));

    [Fact]
    public void JsonBehindConfigurationAndCommand_IsUnderstood() =>
        Assert.Equal(new CommandLine(Verb.Show, "web.cf", Json: true), Parsed("web.cf", "show", "--json"));

    [Fact]
    public void Diff_StandsBesideShow()
    {
        Assert.Equal(new CommandLine(Verb.Show, Diff: true), Parsed("show", "--diff"));
        Assert.Equal(new CommandLine(Verb.Show, "web.cf", Json: true, Diff: true), Parsed("--diff", "web.cf", "show", "--json"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("web.cf", false)]
    [InlineData("web.cf", true)]
    [InlineData("-web.cf", true)]
    public void WrittenCommandLine_IsReadBack(string? config, bool dryRun) =>
        Assert.Equal(new CommandLine(Verb.Start, config, DryRun: dryRun), Parsed(SelfCommand.Arguments(config, "start", dryRun)));

    [Fact]
    public void StartInTheBackground_IsFoundByTheWordsPacemakersAgentLooksFor() =>
        Assert.Equal("web.cf start", string.Join(' ', SelfCommand.Arguments("web.cf", "start", dryRun: false)));

    private static CommandLine Parsed(params string[] words)
    {
        var line = CommandLine.Parse(words, out var mistake);
        Assert.True(line is not null, mistake);
        return line;
    }
}
