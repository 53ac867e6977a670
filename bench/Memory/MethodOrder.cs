using System.Diagnostics;
using System.Globalization;

namespace Ldirectord.Bench;

/// <summary>
/// Which methods a director runs, from start to end, by valgrind. The compiler puts them side by side, so that the kernel need not map the
/// whole program for them. A list that is out of date costs memory and nothing else.
/// </summary>
internal static class MethodOrder
{
    private const string List = "src/Ldirectord.Net/method-order.txt";
    private const int Servers = 40;
    private const int Terminate = 15;

    /// <summary>Many a round of checks, and what happens ten seconds after the first.</summary>
    private static readonly TimeSpan s_run = TimeSpan.FromSeconds(30);

    /// <param name="executable">The program with its symbols.</param>
    public static async Task WriteAsync(string executable)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            using var web = await WebServer.StartAsync(folder.FullName).ConfigureAwait(false);
            var addresses = new SortedSet<ulong>();
            foreach (var kind in (CheckKind[])[CheckKind.Connect, CheckKind.Http])
                addresses.UnionWith(await RunAsync(executable, new Work(Servers, kind), folder.FullName).ConfigureAwait(false));
            var methods = await MethodsAsync(addresses, executable).ConfigureAwait(false);
            if (methods.Count == 0)
                throw new InvalidOperationException($"{executable} has no symbols");
            await File.WriteAllLinesAsync(List, methods).ConfigureAwait(false);
            Figures.Say($"{List}: {methods.Count:N0} methods");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <returns>Addresses of instructions that were executed.</returns>
    private static async Task<IEnumerable<ulong>> RunAsync(string executable, Work work, string folder)
    {
        var (configuration, counts) = (Path.Combine(folder, $"{work.Kind}.cf"), Path.Combine(folder, $"{work.Kind}.counts"));
        await File.WriteAllTextAsync(configuration, $"supervised=yes\n{Peer.Ours(executable).Configuration(work)}").ConfigureAwait(false);
        var start = new ProcessStartInfo("valgrind",
        [
            "--tool=callgrind", $"--callgrind-out-file={counts}", "--dump-instr=yes", "--compress-pos=no", executable, "--dry-run",
            configuration, "start",
        ])
        {
            // Without a limit the runtime reserves more addresses than valgrind has.
            Environment = { ["DOTNET_GCHeapHardLimit"] = "8000000" },
        };
        using var run = Process.Start(start)!;
        for (var accepted = await WebServer.AcceptedAsync().ConfigureAwait(false);
            !run.HasExited && await WebServer.AcceptedAsync().ConfigureAwait(false) < accepted + Servers;)
            await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        await Task.Delay(s_run).ConfigureAwait(false);
        HostProcess.Signal(run.Id, Terminate);
        await run.WaitForExitAsync().ConfigureAwait(false);
        return File.ReadLines(counts).Where(line => line.StartsWith("0x", StringComparison.Ordinal))
            .Select(line => ulong.Parse(line.AsSpan(2, line.IndexOf(' ', StringComparison.Ordinal) - 2), NumberStyles.HexNumber,
                CultureInfo.InvariantCulture));
    }

    /// <returns>Names of the methods in which the addresses lie, in the order of their addresses.</returns>
    private static async Task<List<string>> MethodsAsync(SortedSet<ulong> addresses, string executable)
    {
        using var names = Process.Start(new ProcessStartInfo("nm", ["--numeric-sort", executable]) { RedirectStandardOutput = true })!;
        var symbols = (await names.StandardOutput.ReadToEndAsync().ConfigureAwait(false)).Split('\n').Select(line => line.Split(' '))
            .Where(words => words is [_, "t" or "T", _])
            .Select(words => (Address: ulong.Parse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), Name: words[2]));
        var methods = new List<string>();
        var (address, name) = (ulong.MaxValue, "");
        foreach (var symbol in symbols)
        {
            if (address < symbol.Address && addresses.GetViewBetween(address, symbol.Address - 1).Count > 0)
                methods.Add(name);
            (address, name) = symbol;
        }

        return methods;
    }
}
