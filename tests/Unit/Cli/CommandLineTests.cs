
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
    [InlineData("metrics", Verb.Metrics)]
    [InlineData("events", Verb.Events)]
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
    public void OptionsOfTheOriginalsCommands_StandBeforeOrBehind()
    {
        Assert.Equal(new CommandLine(Verb.Status) { Alive = true }, Parsed("status", "--alive"));
        Assert.Equal(new CommandLine(Verb.Status, "web.cf") { Alive = true }, Parsed("--alive", "web.cf", "status"));
        Assert.Equal(new CommandLine(Verb.Status, "web.cf") { Strict = true }, Parsed("web.cf", "status", "extra", "--strict"));
        Assert.Equal(new CommandLine(Verb.Stop, "web.cf") { Kill = true }, Parsed("web.cf", "stop", "--kill"));
        Assert.Equal(new CommandLine(Verb.Start), Parsed("start", "--kill"));
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
    [InlineData("show --only-problems --diff", "--only-problems cannot be used with --diff")]
    [InlineData("show --watch --json", "--watch cannot be used with --json")]
    [InlineData("--only-problems probe", "--only-problems can be used with show, not with probe")]
    [InlineData("--json=1 probe", "unknown option: --json=1")]
    [InlineData("--diff web.cf status", "--diff can be used with show, not with status")]
    [InlineData("--dry-run web.cf check", "--dry-run cannot be used with check")]
    public void WrongCommandLine_IsRefusedInWords(string words, string mistake)
    {
        Assert.Null(CommandLine.Parse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var said));
        Assert.Equal(mistake, said);
    }

    [Fact]
    public void CommandsOfAnOption_AreNamed()
    {
        Assert.Null(CommandLine.Parse(["--json", "web.cf", "status"], out var said));
        Assert.Equal(
            "--json can be used with probe, show, events, explain, doctor, drain, enable, maintenance, weight, recheck, withdraw and "
                + "announce, not with status", said);
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
    [InlineData("drain 10.0.0.2", null, Verb.Drain, "10.0.0.2")]
    [InlineData("web.cf drain 10.0.0.2", "web.cf", Verb.Drain, "10.0.0.2")]
    [InlineData("drain --hard 10.0.0.2 --wait", null, Verb.Drain, "10.0.0.2")]
    [InlineData("--json drain 10.0.0.2", null, Verb.Drain, "10.0.0.2")]
    [InlineData("drain -- -x", null, Verb.Drain, "-x")]
    [InlineData("drain drain", null, Verb.Drain, "drain")]
    [InlineData("drain status", "drain", Verb.Status, "")]
    [InlineData("drain drain 10.0.0.2 --force", null, null, "")]
    [InlineData("./drain drain 10.0.0.2", "./drain", Verb.Drain, "10.0.0.2")]
    [InlineData("maintenance on web1:80", null, Verb.Maintenance, "on web1:80")]
    [InlineData("weight web1 50%", null, Verb.Weight, "web1 50%")]
    [InlineData("recheck", null, Verb.Recheck, "")]
    [InlineData("web.cf recheck", "web.cf", Verb.Recheck, "")]
    [InlineData("recheck web1", null, Verb.Recheck, "web1")]
    public void CommandWithArguments_IsTheFirstWord_UnlessACommandOfTheOriginalFollows(
        string words, string? config, object? verb, string arguments)
    {
        var line = CommandLine.Parse(words.Split(' '), out _);
        Assert.Equal((verb, config), ((object?)line?.Verb, line?.Config));
        Assert.Equal(arguments, string.Join(' ', line?.Arguments ?? []));
    }

    [Fact]
    public void ValuesOfOptions_StandBehindThemOrBehindAnEqualsSign()
    {
        var line = Parsed(
            "web.cf", "drain", "--until", "2h", "10.0.0.2", "--limit=10m", "--reason", "a = b", "--virtual=tcp:10.0.0.1:80", "--HARD");
        Assert.Equal(
            ("2h", "10m", "a = b", "tcp:10.0.0.1:80", true), (line.Until, line.Limit, line.Reason, line.Virtual, line.Hard));
    }

    [Theory]
    [InlineData("drain", "expected HOST[:PORT] after drain")]
    [InlineData("drain --hard", "expected HOST[:PORT] after drain")]
    [InlineData("maintenance on", "expected HOST[:PORT] after maintenance on")]
    [InlineData("weight web1", "expected a weight (5, 50% or auto) after weight web1")]
    [InlineData("drain a b", "unexpected argument after drain a: b")]
    [InlineData("drain a --until", "--until has no value: expected --until TIME")]
    [InlineData("drain a --until 1h --until 2h", "--until stands twice, expected it once")]
    [InlineData("drain a --soft", "unknown option: --soft")]
    [InlineData("drain a --hard=yes", "unknown option: --hard=yes")]
    [InlineData("enable a --hard", "--hard can be used with drain, not with enable")]
    [InlineData("--until 2h show", "--until can be used with drain, maintenance, weight and withdraw, not with show")]
    public void WrongArguments_AreRefusedInWords(string words, string mistake)
    {
        Assert.Null(CommandLine.Parse(words.Split(' '), out var said));
        Assert.Equal(mistake, said);
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
