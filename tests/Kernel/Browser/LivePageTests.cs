using System.Net;

namespace Ldirectord.Kernel.Browser;

/// <summary>The page of a running director on a real kernel, in a browser, through a console of an ordinary user.</summary>
public sealed class LivePageTests(LiveMachine live) : IClassFixture<LiveMachine>, IAsyncLifetime
{
    private const string Reason = "<img src=x onerror=alert(1)> new disk";

    private static readonly string First = LiveMachine.Server(1), Second = LiveMachine.Server(2), Third = LiveMachine.Server(3);

    private static string Rounds => Environment.GetEnvironmentVariable("LIVE_ROUNDS") ?? "1";

    public async ValueTask InitializeAsync() => await live.CleanAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task KilledServer_IsShown_AndItsReturn_AsInTheKernelsTable() =>
        await ConverseAsync("death", [$"{First}:80", Rounds, live.Machine.Scratch], async question => question.Split(' ') switch
        {
            ["measured", ..] => Told(question),
            ["seen", var mark] => await live.TextAsync($"until [ -d {live.Machine.Scratch}/{mark} ]; do sleep 0.05; done"),
            [['l', ..] mark] => await ChangeAsync(mark, isInTable: false),
            [var mark] => await ChangeAsync(mark, isInTable: true),
            _ => throw new InvalidOperationException(question),
        });

    [Fact]
    public async Task DrainedServer_IsShownWithItsConnection_AndOutWhenThatHasEnded() =>
        await ConverseAsync("drain", [$"{First}:80", LiveMachine.Token], async question => question switch
        {
            "connect" => await ConnectAsync(),
            "disconnect" => await live.TextAsync("touch /run/finish"),
            "gone" => await live.TextAsync(
                $"while ipvsadm -Sn | grep -q -e '-r {First}:80 '; do sleep 0.05; done; cat {LiveMachine.Maintenance}/* | tr '\\n' ' '"),
            "files" => await live.TextAsync($"ls {LiveMachine.Maintenance}"),
            _ => throw new InvalidOperationException(question),
        });

    [Fact]
    public async Task Maintenance_IsShown_UntilItExpires() =>
        await ConverseAsync("expiry", [$"{Second}:80", Reason], async question => question switch
        {
            "maintenance" => await live.CommandAsync($"maintenance on {Second}:80 --until 15s --reason '{Reason}'"),
            "files" => await live.TextAsync($"ls {LiveMachine.Maintenance}"),
            _ => throw new InvalidOperationException(question),
        });

    [Fact]
    public async Task OtherOrigins_OtherHosts_AndOtherTokens_WriteNothing() =>
        await ConverseAsync("strangers", [$"{Second}:80", LiveMachine.Token], async question => question switch
        {
            "state" => await live.TextAsync($"echo $(ipvsadm -Sn | sort) files: $(ls -A {LiveMachine.Maintenance})"),
            _ => throw new InvalidOperationException(question),
        });

    [Fact]
    public async Task AnswersThatAttack_AreShownAsTexts() =>
        await ConverseAsync("banner", [Third], question => throw new InvalidOperationException(question));

    private async Task ConverseAsync(string script, string[] arguments, Func<string, Task<string>> answer) =>
        await BrowserTools.ConverseAsync(Path.Combine("live", script), [live.Address, .. arguments], answer);

    /// <summary>Kills or starts the first server. A folder of the scratch folder will tell when the table followed.</summary>
    private async Task<string> ChangeAsync(string mark, bool isInTable)
    {
        var destination = $"{Convert.ToHexString(IPAddress.Parse(First).GetAddressBytes())}:0050";
        await live.Machine.StartAsync(
            $"perl {live.Watcher} {destination} {(isInTable ? 1 : 0)} {live.Machine.Scratch}/{mark}", $"/run/{mark}.log");
        _ = await live.TextAsync($"until grep -q watching /run/{mark}.log; do sleep 0.05; done");
        return await live.ServerAsync("rs1", isInTable);
    }

    /// <summary>Two clients: in turn, each server gets one.</summary>
    private Task<string> ConnectAsync() => live.TextAsync(
        $"""
        rm -f /run/finish /run/held*
        for n in 1 2; do
            ip netns exec client bash -c 'exec 3<>/dev/tcp/{LiveMachine.Web}/80; touch /run/held'$n'
                until [ -e /run/finish ]; do sleep 0.1; done; exec 3>&-' </dev/null >/dev/null 2>&1 &
            until [ -e /run/held$n ]; do sleep 0.05; done
        done
        """);

    private static string Told(string text)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        return "";
    }
}
