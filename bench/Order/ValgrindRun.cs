using System.Diagnostics;

namespace Ldirectord.Bench;

/// <summary>
/// The program, from its start on, under a tool of valgrind, as a director that changes no table and checks the local web server.
/// </summary>
internal sealed class ValgrindRun : IDisposable
{
    private const int Servers = 40;

    private ValgrindRun(Process process) => Process = process;

    public Process Process { get; }

    /// <param name="executable">The program with its symbols.</param>
    /// <param name="redirects">Standard error can be read: what valgrind says, and the program.</param>
    public static async Task<ValgrindRun> StartAsync(
        string executable, CheckKind kind, string folder, string[] options, bool redirects = false)
    {
        var arguments = await ArgumentsAsync(executable, kind, folder).ConfigureAwait(false);
        var start = new ProcessStartInfo("valgrind", [.. options, executable, .. arguments])
        {
            RedirectStandardError = redirects,
            // Without a limit the runtime reserves more addresses than valgrind has.
            Environment = { ["DOTNET_GCHeapHardLimit"] = "8000000" },
        };
        return new ValgrindRun(Process.Start(start)!);
    }

    /// <summary>The arguments of such a director.</summary>
    public static async Task<string[]> ArgumentsAsync(string executable, CheckKind kind, string folder)
    {
        var configuration = Path.Combine(folder, $"{kind}.cf");
        var sections = Peer.Ours(executable).Configuration(new Work(Servers, kind));
        await File.WriteAllTextAsync(configuration, $"supervised=yes\n{sections}").ConfigureAwait(false);
        return ["--dry-run", configuration, "start"];
    }

    /// <summary>Waits until each server was checked once.</summary>
    public async Task FirstChecksAsync()
    {
        for (var accepted = await WebServer.AcceptedAsync().ConfigureAwait(false);
            !Process.HasExited && await WebServer.AcceptedAsync().ConfigureAwait(false) < accepted + Servers;)
            await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
    }

    public async Task EndAsync(int signal)
    {
        HostProcess.Signal(Process.Id, signal);
        await Process.WaitForExitAsync().ConfigureAwait(false);
    }

    public void Dispose() => Process.Dispose();
}
