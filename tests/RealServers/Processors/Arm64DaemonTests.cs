using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers.Processors;

/// <summary>
/// A whole director by the program for arm64: one that writes no kernel table, which qemu-user cannot give it. Its commands reach it by its
/// sockets, and its checks judge one server that listens and one that does not.
/// </summary>
public sealed class Arm64DaemonTests : IAsyncLifetime
{
    private const string Down = "127.0.0.1:1";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ldirectord-arm64-");
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private string _file = "";
    private string _up = "";
    private Process _daemon = null!;
    private Task<string> _log = null!;

    public ValueTask InitializeAsync()
    {
        _server.Start();
        _up = _server.LocalEndpoint.ToString()!;
        _file = Path.Combine(_folder.FullName, $"arm64-{Guid.NewGuid()}.cf");
        File.WriteAllText(_file,
            $"checkinterval=1\nvirtual=127.0.0.1:8099\n\treal={_up} masq\n\treal={Down} masq\n\tchecktype=connect\n");
        _daemon = Process.Start(BuiltProgram.Start(BuiltProgram.Arm64, ["-d", "--dry-run", _file, "start"]))!;
        _ = _daemon.StandardOutput.ReadToEndAsync();
        _log = _daemon.StandardError.ReadToEndAsync();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _daemon.Kill();
        await _daemon.WaitForExitAsync();
        _daemon.Dispose();
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Director_Checks_AnswersItsCommands_AndEndsBySignal()
    {
        await Eventually.TrueAsync(
            async () => (await AskAsync("show")).Output is var shown && Line(shown, _up).Contains(" up ", StringComparison.Ordinal)
                && Line(shown, Down).Contains("connection refused", StringComparison.Ordinal), "both servers judged");
        Assert.Contains("\"health\"", (await AskAsync("show", "--json")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await AskAsync("show", "--only-problems")).Code);
        Assert.Contains("ldirectord_build_info", (await AskAsync("metrics")).Output, StringComparison.Ordinal);
        Assert.Contains(Down, (await AskAsync("events")).Output, StringComparison.Ordinal);
        Assert.Contains("connection refused", (await AskAsync("explain", Down)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await AskAsync("recheck", _up)).Code);

        // The emulator hands the signal on.
        Assert.Equal(0, (await Tool.RunAsync("kill", ["-TERM", $"{_daemon.Id}"])).Code);
        await _daemon.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, _daemon.ExitCode);
        var log = await _log;
        Assert.Contains($"Check of {Down} (tcp:127.0.0.1:8099) failed: connection refused", log, StringComparison.Ordinal);
    }

    private static string Line(string shown, string server) =>
        shown.Split('\n').FirstOrDefault(line => line.Contains($"-> {server} ", StringComparison.Ordinal)) ?? "";

    private Task<ProgramAnswer> AskAsync(params string[] command) =>
        BuiltProgram.RunAsync(BuiltProgram.Arm64, ["--dry-run", _file, .. command]);
}
