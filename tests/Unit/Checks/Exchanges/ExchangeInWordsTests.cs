using System.Net;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>What a failed check remembers where it has no connection: datagrams, a program, a database's library.</summary>
public sealed class ExchangeInWordsTests : IDisposable
{
    private const string Secret = "shared secret";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Datagrams_AreShown_AndARequestOfBytesIsNot()
    {
        await using var server = ScriptedDatagrams.OfText((_, _) => ["who is LOGIN hunter22?", "ERR busy"]);
        var check = new SimpleUdpCheck(server.EndPoint, Probing.Ample, "LOGIN hunter22\n", new("OK", "ERR"));
        Assert.Equal(new Exchange(@"***\n", "who is ***?ERR busy"), await ExchangeAsync(check));
    }

    [Fact]
    public async Task RequestThatIsSentAgain_IsShownOnce()
    {
        await using var server = ScriptedDatagrams.OfText((_, count) => count < 3 ? [] : ["ERR"]);
        var exchange = await ExchangeAsync(new SimpleUdpCheck(server.EndPoint, Probing.Ample, "", new("OK", "ERR")));
        Assert.Equal(new Exchange("", "ERR"), exchange);
    }

    [Fact]
    public async Task UnreachablePort_RemembersNothingReceived()
    {
        using var unused = ScriptedDatagrams.Unreachable(out var target);
        var exchange = await ExchangeAsync(new SimpleUdpCheck(target, Probing.Ample, "ping", new("pong")));
        Assert.Equal(new Exchange("***", ""), exchange);
    }

    [Fact]
    public async Task Radius_IsShownInWords_WithoutAByteFromWhichTheSecretCouldBeGuessed()
    {
        await using var server = new ScriptedDatagrams((request, _) =>
        [
            [],
            RadiusPacketTests.Sealed([2, request[1], 0, 0, .. request[4..20]], "another secret"),
            RadiusPacketTests.Sealed([3, request[1], 0, 0, .. request[4..20]], Secret),
        ]);
        var exchange = await ExchangeAsync(new RadiusCheck(server.EndPoint, Probing.Ample, "monitor", "hunter22", Secret));
        Assert.Equal("Access-Request for monitor", exchange!.Sent);
        Assert.Matches(
            @"^nothing, 0 bytes, not signed with this \w+\\nAccess-Accept, \d+ bytes, not signed with this \w+\\n"
            + @"Access-Reject, \d+ bytes\\n$",
            exchange.Received);
    }

    [Theory]
    [InlineData(ExitCodes.Nagios, "", "10.0.0.1 80 10.0.0.2 8080", @"exit status 2\nno *** here\nmore")]
    [InlineData(ExitCodes.Keepalived, "check_it", "***", @"exit status 1\nno *** here\nmore")]
    public async Task Program_ShowsItsCall_HowItEnded_AndWhatItWrote(object exitCodes, string service, string words, string received)
    {
        var codes = (ExitCodes)exitCodes;
        var file = Script($"echo no $LDIRECTORD_SECRET here; echo -n more; exit {(codes == ExitCodes.Nagios ? 2 : 1)}");
        var check = Program(file) with
        {
            ExitCodes = codes,
            Service = service,
            Launch = new ProgramLaunch { Secret = Echo.Password, Arguments = service.Length == 0 ? null : new(["--token", "hunter22"]) },
        };
        Assert.Equal(
            new Exchange($"{(service.Length == 0 ? file : service)} {words}", received), await ExchangeAsync(check));
    }

    [Fact]
    public async Task ProgramThatRepeatsItsArguments_ShowsNoneThatMayBeASecret()
    {
        var check = Program(Script("echo $* $*; exit 2")) with
        {
            ExitCodes = ExitCodes.Nagios,
            Service = "check_it",
            Launch = new ProgramLaunch { Arguments = new(["-H", "10.0.0.2", "-p", "8080", "hunter22"]) },
        };
        Assert.Equal(
            new Exchange("check_it ***", @"exit status 2\n-H 10.0.0.2 -p 8080 *** -H 10.0.0.2 -p 8080 ***\n"), await ExchangeAsync(check));
    }

    [Fact]
    public async Task ProgramOfTheOriginal_ShowsItsCallAndHowItEnded()
    {
        var file = Script("echo hunter22; exit 7");
        Assert.Equal(new Exchange($"{file} 10.0.0.1 80 10.0.0.2 8080", "exit status 7"), await ExchangeAsync(Program(file)));
    }

    [Fact]
    public async Task ProgramThatDoesNotEnd_ShowsItsCall()
    {
        var file = Script("exec sleep 60");
        var exchange = await ExchangeAsync(Program(file) with { Timeout = TimeSpan.FromSeconds(0.5) });
        Assert.Equal(new Exchange($"{file} 10.0.0.1 80 10.0.0.2 8080", ""), exchange);
    }

    [Fact]
    public async Task Database_ShowsTheLogin_AndWhatWasAnswered()
    {
        var row = Encoding.Latin1.GetBytes("0\treplica");
        Assert.Equal(new Exchange("login as u; query ***", @"0\x09replica"), await OfAsync(Task.FromResult(new SqlResult(row, 0))));
        Assert.Equal(new Exchange("login as u; query ***", "no row; 0 changed"), await OfAsync(Task.FromResult(new SqlResult(null, 0))));
        Assert.Equal(new Exchange("login as u", "Access denied"), await FailedAsync(IoFailure.Login));
        Assert.Equal(new Exchange("login as u; query ***", "Access denied"), await FailedAsync(IoFailure.Refused));
        Assert.Null(await FailedAsync(IoFailure.ConnectRefused));
        Assert.Equal(
            new Exchange("login as u; query ***", ""),
            await OfAsync(Task.FromException<SqlResult>(new WaitCanceledException(IoFailure.AnswerTimeout, "no answer", default))));

        static Task<Exchange?> FailedAsync(IoFailure failure) =>
            OfAsync(Task.FromException<SqlResult>(new IoFailureException(failure, "Access denied")));
    }

    private static async Task<Exchange?> OfAsync(Task<SqlResult> asking)
    {
        using var check = new CancellationTokenSource();
        ExchangeRecords.Begin(check.Token);
        await ((Task)SqlNotes.TakeAsync(asking, "u", check.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Exchange.Of(ExchangeRecords.End(check.Token), []);
    }

    private static ExternalCheck Program(string command) =>
        new(new IPEndPoint(IPAddress.Parse("10.0.0.2"), 8080), Probing.Ample, command, "10.0.0.1", 80, Perl: false);

    private string Script(string commands)
    {
        var path = _folder.Path("check");
        File.WriteAllText(path, $"#!/bin/sh\n{commands}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static async Task<Exchange?> ExchangeAsync(Check check) =>
        (await CheckRunner.RunAsync(check, TimeProvider.System, CancellationToken.None).AsTask().WaitAsync(Probing.Ample)).Exchange;
}
