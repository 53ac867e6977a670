using System.Collections.Immutable;
using Ldirectord.Checks;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>checkarguments: words without a shell, and placeholders.</summary>
public sealed class CheckArgumentsTests : IDisposable
{
    private readonly ProgramFolder _folder = new();

    public CheckArgumentsTests() => _folder.Add("smb");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("-H {real} -p {port} -t {timeout}", "-H|127.0.0.2|-p|81|-t|9")]
    [InlineData("{virtual}:{virtualport}/{service}", "127.0.0.1:80/smb")]
    [InlineData("  a\tb  ", "a|b")]
    [InlineData("", "")]
    [InlineData("''", "(empty)")]
    [InlineData("a '' b", "a|(empty)|b")]
    [InlineData("--text='a b' \"c d\"", "--text=a b|c d")]
    [InlineData("'it is \"so\"' \"it's\"", "it is \"so\"|it's")]
    [InlineData("'{real} {port}'", "127.0.0.2 81")]
    [InlineData("{{real} {{{real}}", "{real}|{127.0.0.2}")]
    [InlineData("$HOME `id` * \\n ; | & >x", "$HOME|`id`|*|\\n|;|(bar)|&|>x")]
    public void Words_AreSplitWithoutAShell(string text, string words) => Assert.Equal(
        words.Length == 0 ? [] : words.Split('|').Select(word => word switch { "(empty)" => "", "(bar)" => "|", _ => word }),
        Words($"service=smb|checktimeout=9|checkarguments=\"{text.Replace("|", "\u0001", StringComparison.Ordinal)}\"")
            .Select(word => word.Replace('\u0001', '|')));

    [Theory]
    [InlineData("login=\"lucy\"", "{login}", "lucy")]
    [InlineData("login=\"a b\"", "{login}", "a b")]
    [InlineData("login=\"{port}\"", "{login}", "{port}")]
    [InlineData("database=\"db\"", "{database}", "db")]
    [InlineData("virtualhost=www.example.net", "{virtualhost}", "www.example.net")]
    [InlineData("request=\"share\"", "{request}", "share")]
    [InlineData("receive=\"^ok\"", "{receive}", "^ok")]
    public void Placeholder_HasTheValueOfItsDirective_InOneWord(string line, string placeholder, string word)
    {
        Assert.Equal([word], Words($"service=smb|{line}|checkarguments=\"{placeholder}\""));
        var error = Assert.Single(Read(FileWith(
            $"real=127.0.0.2:81 masq|service=smb|checkarguments=\"-x {placeholder}\"", _folder.Line)).Errors);
        var name = placeholder.Trim('{', '}');
        Assert.Equal(
            (5, 21, $"{placeholder} in checkarguments without {name}: expected {name} = value in this virtual service"),
            (error.Line, error.Column, error.Message));
    }

    [Fact]
    public void RequestOfARealServer_IsItsOwn() => Assert.Equal(
        ["/a", "/b"],
        Service(
            "real=127.0.0.2:81 masq \"/a\", \"x\"|real=127.0.0.3:81 masq|request=\"/b\"|service=smb|checkarguments=\"{request}\"",
            _folder.Line)
            .RealServers.SelectMany(server => ((ExternalCheck)server.Check).Launch.Arguments!.Words));

    [Theory]
    [InlineData("checkarguments=\"{host}\"", 17, "unknown placeholder {host} in checkarguments: expected one of real, port, virtual, "
        + "virtualport, timeout, service, login, database, virtualhost, request, receive, or {{ for a brace")]
    [InlineData("checkarguments=\"ä {host}\"", 19, "unknown placeholder {host} in checkarguments: expected one of real, port, virtual, "
        + "virtualport, timeout, service, login, database, virtualhost, request, receive, or {{ for a brace")]
    [InlineData("checkarguments=\"-H {real\"", 20, "checkarguments has no } after this {: expected {real} or another placeholder, "
        + "or {{ for a brace")]
    [InlineData("checkarguments=\"-H 'real\"", 20, "checkarguments has no ' that ends the word here: expected a second one")]
    [InlineData("checkarguments=-H", 16, "checkarguments without quotes: expected checkarguments = \"...\"")]
    [InlineData("checkarguments=\"-a {passwd}\"", 20, "{passwd} in checkarguments: every user of this machine sees the arguments of "
        + "a program. The program has passwd in its environment as LDIRECTORD_PASSWD")]
    [InlineData("checkarguments=\"{secret}\"", 17, "{secret} in checkarguments: every user of this machine sees the arguments of "
        + "a program. The program has secret in its environment as LDIRECTORD_SECRET")]
    public void Mistake_IsAnErrorWithItsColumn(string line, int column, string message)
    {
        var latin1 = System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(line));
        var error = Assert.Single(Read(FileWith(latin1)).Errors);
        Assert.Equal((2, column + 1, message), (error.Line, error.Column, error.Message)); // a tab is one column
    }

    [Theory]
    [InlineData("request=\"http://lucy:hush@127.0.0.9/\"", "request")]
    [InlineData("database=\"Driver=x;PWD=hush\"", "database")]
    public void ValueWithAPassword_IsNoArgument(string line, string placeholder) => Assert.Equal(
        [$"{{{placeholder}}} in checkarguments has a password: every user of this machine sees the arguments of a program"],
        Read(FileWith($"real=127.0.0.2:81 masq|service=smb|{line}|checkarguments=\"{{{placeholder}}}\"", _folder.Line)).Errors
            .Select(error => error.Message));

    [Fact]
    public void ExternalCheck_HasThemToo()
    {
        var check = Assert.IsType<ExternalCheck>(Server(
            "real=127.0.0.2:81 masq|checktype=external|checkcommand=/bin/true|checktimeout=4|checkarguments=\"{real} {timeout}\"").Check);
        Assert.Equal(["127.0.0.2", "4"], check.Launch.Arguments!.Words);
    }

    [Fact]
    public void IPv6Address_HasNoBrackets() => Assert.Equal(
        ["::2", "::1"],
        ((ExternalCheck)Server("real6=[::2]:81 masq|service=smb|checkarguments=\"{real} {virtual}\"", _folder.Line, "virtual6 = [::1]:80")
            .Check).Launch.Arguments!.Words);

    [Fact]
    public void FirewallMark_IsTheVirtualAddress() => Assert.Equal(
        ["7", "0"],
        ((ExternalCheck)Server("real=127.0.0.2:81 masq|service=smb|checkarguments=\"{virtual} {virtualport}\"", _folder.Line, "virtual = 7")
            .Check).Launch.Arguments!.Words);

    [Fact]
    public void Secrets_AreInTheEnvironment_AndHidden()
    {
        var check = Server("real=127.0.0.2:81 masq|service=smb|passwd=\"hush\"|secret=\"quiet\"", _folder.Line).Check;
        Assert.Equal(
            ["LDIRECTORD_PASSWD=hush", "LDIRECTORD_SECRET=quiet"], Assert.IsType<ExternalCheck>(check).Launch.Environment);
        Assert.Equal(["hush", "quiet"], check.Secrets);
    }

    [Fact]
    public void WithoutAProgram_AWarningSaysSo() => Assert.Contains(
        "checkarguments and checkuser have no effect with service = http, which runs no program",
        Read(FileWith("real=127.0.0.2:81 masq|service=http|checkarguments=\"{real}\"")).Diagnostics.Select(warning => warning.Message));

    private ImmutableArray<string> Words(string lines) =>
        ((ExternalCheck)Server($"real=127.0.0.2:81 masq|{lines}", _folder.Line).Check).Launch.Arguments!.Words;
}
