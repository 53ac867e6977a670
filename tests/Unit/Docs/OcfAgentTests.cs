using System.Text.RegularExpressions;
using System.Xml.Linq;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Docs;

/// <summary>
/// The OCF agent, with a program that answers what the test says: OCF_SUCCESS 0, OCF_ERR_GENERIC 1, OCF_ERR_UNIMPLEMENTED 3,
/// OCF_ERR_INSTALLED 5, OCF_ERR_CONFIGURED 6, OCF_NOT_RUNNING 7. And the files for crmsh and pcs that use it.
/// </summary>
public sealed partial class OcfAgentTests : IDisposable
{
    private static readonly string s_agent = Repository.PathOf("ocf", "ldirectord");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Snippets =>
        [.. Directory.EnumerateFiles(Repository.PathOf("contrib", "pacemaker")).Select(file => Path.GetFileName(file)).Order()];

    private string Config => _folder.Path("web.cf");

    private string Calls => _folder.Path("calls");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("monitor", "status:0", 0, "status --alive")]
    [InlineData("monitor", "status:3", 7, "status --alive")]
    [InlineData("monitor", "status:1", 1, "status --alive")]
    [InlineData("monitor", "status:255", 1, "status --alive")]
    [InlineData("start", "status:0", 0, "status --alive")]
    [InlineData("start", "status:3 start:2", 1, "status --alive,start")]
    [InlineData("start", "status:3 start:1", 1, "status --alive,start")]
    [InlineData("start", "status:3 start:0", 7, "status --alive,start,status --alive")]
    [InlineData("stop", "stop:0", 0, "stop --kill")]
    [InlineData("stop", "stop:1 status:0", 1, "stop --kill,status --alive")]
    [InlineData("stop", "stop:1 status:1", 1, "stop --kill,status --alive")]
    [InlineData("stop", "stop:2 status:3", 0, "stop --kill,status --alive")]
    [InlineData("reload", "status:0 reload:0", 0, "status --alive,reload")]
    [InlineData("reload-agent", "status:0 reload:2", 0, "status --alive,reload")]
    [InlineData("reload-agent", "status:3", 7, "status --alive")]
    [InlineData("reload-agent", "status:1", 1, "status --alive")]
    [InlineData("validate-all", "check:0", 0, "check")]
    [InlineData("validate-all", "check:2", 6, "check")]
    public async Task Action_CallsTheProgramAndTranslatesItsAnswer(string action, string answers, int code, string calls)
    {
        await File.WriteAllTextAsync(Config, "", TestContext.Current.CancellationToken);
        var said = await ActAsync(action, await ProgramAsync(answers), Config);
        Assert.Equal(code, said.Code);
        Assert.Equal(calls.Split(','), await File.ReadAllLinesAsync(Calls, TestContext.Current.CancellationToken));
        // crm_mon shows why.
        Assert.Equal(code is 1 or 6, said.Said.Contains("ocf-exit-reason:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("start", 5)]
    [InlineData("validate-all", 5)]
    [InlineData("monitor", 7)]
    [InlineData("stop", 0)]
    public async Task NodeWithoutTheProgramOrTheFile_IsOneWhereItDoesNotRun(string action, int code)
    {
        Assert.Equal(code, (await ActAsync(action, _folder.Path("none"), Config)).Code);
        Assert.Equal(code, (await ActAsync(action, await ProgramAsync("status:3 stop:0"), Config)).Code);
    }

    [Fact]
    public async Task RelativePath_IsAnErrorOfTheWholeCluster() =>
        Assert.Equal(6, (await ActAsync("monitor", await ProgramAsync("status:3"), "web.cf")).Code);

    [Theory]
    [InlineData("promote", 3)]
    [InlineData("notify", 3)]
    [InlineData("", 3)]
    [InlineData("usage", 0)]
    public async Task OtherAction_IsUnimplemented(string action, int code) =>
        Assert.Equal(code, (await ActAsync(action, "/nonexistent", Config)).Code);

    [Fact]
    public async Task MetaData_FitsTheDefinitionAndNamesEveryAction()
    {
        Tool.Need("/usr/bin/xmllint", "libxml2-utils");
        Tool.Need("/usr/share/resource-agents/ra-api-1.dtd", "resource-agents");
        var file = _folder.Path("meta.xml");
        var text = (await ActAsync("meta-data", "/nonexistent", "")).Said;
        await File.WriteAllTextAsync(
            file, text.Replace("\"ra-api-1.dtd\"", "\"/usr/share/resource-agents/ra-api-1.dtd\"", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), await Tool.RunAsync("/usr/bin/xmllint", ["--noout", "--valid", file]));
        Assert.Equal(
            ["start", "stop", "monitor", "reload", "reload-agent", "meta-data", "validate-all"],
            Agent(text).Descendants("action").Select(action => (string)action.Attribute("name")!));
    }

    [Fact]
    public async Task Script_HasNoMistakeThatShellcheckKnows()
    {
        Tool.Need("/usr/bin/shellcheck", "shellcheck");
        Assert.Equal((0, ""), await Tool.RunAsync("/usr/bin/shellcheck", [s_agent]));
    }

    [Theory, MemberData(nameof(Snippets))]
    public async Task Snippet_HasOnlyParametersAndActionsOfTheAgent(string file)
    {
        var agent = Agent((await ActAsync("meta-data", "/nonexistent", "")).Said);
        var text = await File.ReadAllTextAsync(Repository.PathOf("contrib", "pacemaker", file), TestContext.Current.CancellationToken);
        var resource = Resource().Match(text).Value.Replace("\\\n", " ", StringComparison.Ordinal);
        var (parameters, operations) = (resource.Split(" op ")[0], resource.Split(" op ")[1..]);
        Assert.Equal(["configfile"], Pair().Matches(parameters).Select(pair => pair.Groups[1].Value));
        Assert.Contains("configfile", agent.Descendants("parameter").Select(parameter => (string)parameter.Attribute("name")!));
        Assert.Equal(["start", "stop", "monitor"], operations.Select(operation => operation.Split(' ')[0]));
        foreach (var operation in operations)
        {
            // A time-out below the agent's own is one that crm warns of.
            var name = operation.Split(' ')[0];
            var action = agent.Descendants("action").Single(action => (string)action.Attribute("name")! == name);
            Assert.Contains($"timeout={(string)action.Attribute("timeout")!}", operation, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void GuideToPacemaker_ShowsTheFilesAsTheyAre()
    {
        var guide = File.ReadAllText(Repository.PathOf("docs", "high-availability.md"));
        var clone = File.ReadLines(Repository.PathOf("contrib", "pacemaker", "clone.crm")).Where(line => !line.StartsWith('#'));
        Assert.Contains(string.Concat(clone.Select(line => $"    {line}\n")), guide, StringComparison.Ordinal);
        Assert.Contains(File.ReadAllText(Repository.PathOf("contrib", "pacemaker", "group.crm")).Split('\n')
            .Single(line => line.StartsWith("group ", StringComparison.Ordinal)), guide, StringComparison.Ordinal);
        Assert.All(Snippets, file => Assert.Contains($"](../contrib/pacemaker/{file.Data})", guide, StringComparison.Ordinal));
    }

    private static XElement Agent(string metaData) =>
        XElement.Parse(metaData[metaData.IndexOf("<resource-agent ", StringComparison.Ordinal)..]);

    private Task<(int Code, string Said)> ActAsync(string action, string program, string config) => Tool.RunAsync(
        "/bin/sh", [s_agent, action], ("OCF_RESKEY_binary", program), ("OCF_RESKEY_configfile", config), ("OCF_RESOURCE_INSTANCE", "lvs"));

    /// <summary>A program that writes down how it is called, and ends with the code after the command's word.</summary>
    private async Task<string> ProgramAsync(string answers)
    {
        var program = _folder.Path("ldirectord");
        var cases = string.Concat(answers.Split(' ').Select(answer => answer.Split(':')).Select(pair => $"{pair[0]}) exit {pair[1]} ;;\n"));
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nshift\necho \"$*\" >>{Calls}\ncase $1 in\n{cases}esac\nexit 99\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return program;
    }

    [GeneratedRegex(@"ocf:ldirectord-net:ldirectord(.*\\\n)*.*")]
    private static partial Regex Resource();

    [GeneratedRegex(@" (\w+)=")]
    private static partial Regex Pair();
}
