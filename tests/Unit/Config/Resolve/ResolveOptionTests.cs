using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Config;

/// <summary>resolve at the end of a real line, and resolveinterval.</summary>
public class ResolveOptionTests
{
    private readonly PlayedNames _names = new();

    public ResolveOptionTests()
    {
        _names.Has("app", "10.0.1.2", "10.0.1.1", "2001:db8::2", "2001:db8::1");
        _names.Has("localhost", "127.0.0.1");
    }

    [Fact]
    public void EachAddress_IsAServerWithTheLinesSettings()
    {
        var service = Service("app:8080 masq 3 \"/alive\", \"OK\" l:2 u:9 resolve", "virtual = 10.0.0.1:80");
        Assert.Equal("10.0.1.1:8080, 10.0.1.2:8080", Servers(service));
        Assert.All(service.RealServers, server => Assert.Equal(
            (3, 9u, 2u, "app"),
            (server.Destination.Weight, server.Destination.UpperThreshold, server.Destination.LowerThreshold, server.Name)));
        Assert.Null(service.TextFingerprint);
    }

    [Theory]
    [InlineData("app ipip 1 tun=gre resolve")]
    [InlineData("app ipip resolve tun=gre")]
    [InlineData("app ipip resolve \t ")]
    public void Word_StandsAmongTheOptions(string real) =>
        Assert.Equal("10.0.1.1:0, 10.0.1.2:0", Servers(Service(real, "virtual = 10.0.0.1:80")));

    [Fact]
    public void ServiceOfIPv6_HasTheIPv6Addresses() => Assert.Equal(
        "[2001:db8::1]:80, [2001:db8::2]:80", Servers(Service("app:80 gate resolve", "virtual6 = [2001:db8::9]:80")));

    [Fact]
    public void WithoutTheWord_TheFirstAddressIsTheServer()
    {
        var read = Reading.ReadConfig("virtual = 127.0.0.1:80\n\treal = localhost:80 masq\n");
        Assert.Equal("127.0.0.1:80", Servers(read.VirtualServices[0]));
        Assert.Null(read.VirtualServices[0].Names);
    }

    [Theory]
    [InlineData("10.0.1.1:80 gate resolve", 26,
        "resolve with the address 10.0.1.1: expected a name, as in app.example.com:80 gate resolve")]
    [InlineData("app->app:80 gate resolve", 26,
        "resolve with a range of addresses: expected one name, as in app.example.com:80 gate resolve")]
    [InlineData("app:80 gate resolve resolve", 29, "a second resolve on the line: expected one")]
    [InlineData("down:80 gate resolve", 9,
        "cannot resolve \"down\": the name server does not answer: expected a name with an IPv4 address")]
    public void Mistake_IsNamedWithItsColumn(string real, int column, string message)
    {
        _names.Fails("down");
        var error = Assert.Single(_names.Read($"virtual = 10.0.0.1:80\n\treal = {real}\n").Errors);
        Assert.Equal((2, column, message), (error.Line, error.Column, error.Message));
    }

    /// <summary>The original refuses the word, whatever else only we refuse on the line.</summary>
    [Fact]
    public void WordBesideAnInvalidWeight_IsStillOneThatTheOriginalRefuses() => Assert.Equal(
        ["Perl ldirectord does not know resolve on a real server's line",
            "invalid weight 2147483648 of a real server: expected 0..2147483647 (the kernel's limit)"],
        _names.Read("virtual = 10.0.0.1:80\n\treal = app:80 gate 2147483648 resolve\n").Diagnostics
            .OrderBy(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => diagnostic.Message));

    [Fact]
    public void SameNameAndPortAgain_IsAnError()
    {
        var error = Assert.Single(_names.Read(
            "virtual = 10.0.0.1:80\n\treal = app:80 gate resolve\n\treal = app:81 masq resolve\n\treal = app:82 gate resolve\n").Errors);
        Assert.Equal(
            (4, 21, "app is resolved at line 2 already: expected one line for a name and its port"),
            (error.Line, error.Column, error.Message));
    }

    [Fact]
    public void AddressOfAnotherLine_IsThatLines()
    {
        var read = _names.Read("virtual = 10.0.0.1:80\n\treal = 10.0.1.2:80 masq 7\n\treal = app:80 masq resolve\n");
        Assert.Equal("10.0.1.2:80, 10.0.1.1:80", Servers(read.Config!.VirtualServices[0]));
        Assert.StartsWith("the real server 10.0.1.2:80 is ignored", Assert.Single(read.Diagnostics, one => !one.IsPortability).Message);
    }

    [Theory]
    [InlineData("fallback = localhost:80 gate resolve")]
    [InlineData("fallback = localhost:80 resolve")]
    public void Fallback_IsRefused(string line) => Assert.Equal(
        "resolve with fallback: expected it on a real line alone; the fallback is one server, host[:port] [gate|masq|ipip]",
        Assert.Single(Reading.Read($"{line}\n").Errors).Message);

    [Fact]
    public void TooManyAddresses_AreCutWithAWarning()
    {
        _names.Has("app", Enumerable.Range(1, 70).Select(n => $"10.0.1.{n}"));
        var read = _names.Read("virtual = 10.0.0.1:80\n\treal = app:80 masq resolve\n");
        Assert.Equal(64, read.Config!.VirtualServices[0].RealServers.Length);
        Assert.Equal(
            "app has 70 addresses: the first 64 in order are real servers",
            Assert.Single(read.Diagnostics, one => !one.IsPortability).Message);
    }

    [Fact]
    public void NameThatCannotBeLookedUp_HasItsAddressesOfThePreviousConfiguration_WithAWarning()
    {
        const string Text = "virtual = 10.0.0.1:80\n\treal = app:80 masq resolve\n";
        var before = _names.Read(Text).Config;
        _names.Fails("app", "no such name");
        var read = _names.Read($"checkinterval = 7\n{Text}", before);
        Assert.Equal("10.0.1.1:80, 10.0.1.2:80", Servers(read.Config!.VirtualServices[0]));
        Assert.Equal(
            "cannot resolve \"app\": no such name; the addresses of the last answer stay",
            Assert.Single(read.Diagnostics, one => !one.IsPortability).Message);
    }

    [Fact]
    public void ReloadCommand_LeavesTheLastAnswersToTheDaemon()
    {
        var names = new NameResolver { AskForAll = _ => HostAnswer.Failed("no such name"), DaemonHasLastAnswers = true };
        var read = ConfigReader.ReadText(Reading.FileName,
            "virtual = 10.0.0.1:80\n\treal = one:80 masq resolve\n\treal = two:80 masq resolve\n\treal = a.7:80 masq resolve\n",
            null, names);
        Assert.Equal("cannot resolve \"a.7\": no such name: expected a name with an IPv4 address", Assert.Single(read.Errors).Message);
        Assert.Equal(2, read.Diagnostics.Count(
            one => one.Message.EndsWith("the addresses of the last answer stay", StringComparison.Ordinal)));
    }

    [Fact]
    public void OtherAddresses_AreBoundWithoutALookAtNamesOrFiles()
    {
        var service = _names.Read("""
            virtual = 10.0.0.1:80
                real = 10.0.9.9:80 masq 2
                real = app:8080 masq 4 resolve
                real = localhost:8080 gate resolve
                service = http
                request = "x"

            """).Config!.VirtualServices[0];
        var asked = _names.Asked;
        var (question, _) = service.Names!.Addresses.Single(name => name.Key.Name == "app");
        var next = service.Names.With(
            new Dictionary<HostQuestion, ImmutableArray<IPAddress>> { [question] = [IPAddress.Parse("10.0.1.7")] })!;
        Assert.Equal("10.0.9.9:80, 10.0.1.7:8080, 127.0.0.1:8080", Servers(next));
        Assert.Equal((4, "10.0.1.7:8080"), (next.RealServers[1].Destination.Weight, $"{next.RealServers[1].Check.Target}"));
        Assert.Equal(service.RealServers[0], next.RealServers[0]);
        Assert.Equal(service with { RealServers = next.RealServers, Names = next.Names, Mail = next.Mail }, next);
        Assert.Equal(asked, _names.Asked);
    }

    [Fact]
    public void UnaskedName_IsAccepted() => Assert.Single(ConfigReader.ReadText(
        Reading.FileName, "virtual = 10.0.0.1:80\n\treal = no-such-host.invalid:80 masq resolve\n", null,
        new NameResolver(lookUpHost: null)).Config!.VirtualServices[0].RealServers);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("3600", 3600)]
    public void Interval_IsTaken(string text, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds), _names.Read($"resolveinterval = {text}\n{ResolvingService}").Config!.ResolveInterval);

    [Theory]
    [InlineData("0")]
    [InlineData("3601")]
    [InlineData("-1")]
    [InlineData("5s")]
    [InlineData("")]
    public void Interval_IsRefused(string text) => Assert.Equal(
        $"invalid resolveinterval \"{text}\": expected seconds, 1..3600",
        Assert.Single(_names.Read($"resolveinterval = {text}\n{ResolvingService}").Errors).Message);

    [Fact]
    public void IntervalWithoutAName_HasNoEffect()
    {
        var read = Reading.Read("resolveinterval = 5\nvirtual = 10.0.0.1:80\n\treal = 10.0.1.1:80 masq\n");
        Assert.Equal(
            "resolveinterval has no effect without resolve: expected a real line such as app.example.com:80 gate resolve",
            Assert.Single(read.Diagnostics, one => !one.IsPortability).Message);
        Assert.Equal(TimeSpan.FromSeconds(30), _names.Read(ResolvingService).Config!.ResolveInterval);
    }

    private const string ResolvingService = "virtual = 10.0.0.1:80\n\treal = app:80 masq resolve\n";

    private VirtualService Service(string real, string head)
    {
        var read = _names.Read($"{head}\n\treal{(head.StartsWith("virtual6", StringComparison.Ordinal) ? "6" : "")} = {real}\n");
        Assert.Empty(read.Errors.Select(error => error.Format(1)));
        return Assert.Single(read.Config!.VirtualServices);
    }

    private static string Servers(VirtualService service) => string.Join(", ", service.RealServers.Select(server => server.EndPoint));
}
