using System.Diagnostics;

namespace Ldirectord.Bench;

/// <summary>
/// Where the memory of the daemon at a thousand real servers lies, piece by piece, beside an empty program of the same runtime and the
/// floor, all on the host at one time.
/// </summary>
internal static class MemoryBench
{
    public const string Page = "docs/performance.md";

    private const int Servers = 1000;
    private const string Begin = "<!-- make bench PART=memory writes from here -->\n";
    private const string End = "<!-- to here -->\n";

    /// <summary>After ten seconds the daemon gives back what its start has left.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(20);

    /// <summary>Fifteen rounds of checks.</summary>
    private static readonly TimeSpan s_use = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(string executable)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            using var web = await WebServer.StartAsync(folder.FullName).ConfigureAwait(false);
            var floor = await FloorProgram.BuildAsync().ConfigureAwait(false);
            var table = new MemoryTable();
            using (var program = new EndedProcess(await EmptyAsync().ConfigureAwait(false)))
                await AddAsync(table, "empty program", program.Id).ConfigureAwait(false);
            foreach (var kind in (CheckKind[])[CheckKind.Connect, CheckKind.Http])
            {
                var work = new Work(Servers, kind);
                var configuration = Path.Combine(folder.FullName, $"{kind}.cf");
                await File.WriteAllTextAsync(configuration, $"supervised=yes\n{Peer.Ours(executable).Configuration(work)}")
                    .ConfigureAwait(false);
                using var daemon = new HostDaemon(executable, configuration);
                await AddAsync(table, $"daemon, {Servers:N0} {(kind == CheckKind.Connect ? "connect" : "http")} checks", daemon.Id)
                    .ConfigureAwait(false);
            }

            var list = Path.Combine(folder.FullName, "floor");
            await File.WriteAllTextAsync(list, FloorProgram.Configuration(new Work(Servers, CheckKind.Http))).ConfigureAwait(false);
            using (var prober = new EndedProcess(floor, list))
                await AddAsync(table, "floor", prober.Id).ConfigureAwait(false);
            Console.WriteLine(table);
            await WriteAsync($"{table}").ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task AddAsync(MemoryTable table, string name, int process)
    {
        await Task.Delay(s_rest).ConfigureAwait(false);
        Mapping.ForgetUse(process);
        await Task.Delay(s_use).ConfigureAwait(false);
        Figures.Say($"{name}: {ProcessMemory.Of(process)}");
        table.Add(name, process);
    }

    /// <summary>Compiles bench/Empty to machine code, if that has not been done.</summary>
    /// <returns>Path of the program.</returns>
    private static async Task<string> EmptyAsync()
    {
        var folder = Path.GetFullPath("bench/Empty/obj/program");
        using var publish = Process.Start("dotnet", ["publish", "bench/Empty", "-c", "Release", "-o", folder, "--nologo", "-v", "quiet"]);
        await publish.WaitForExitAsync().ConfigureAwait(false);
        return publish.ExitCode == 0
            ? Path.Combine(folder, "empty")
            : throw new InvalidOperationException($"dotnet publish bench/Empty: exit code {publish.ExitCode}");
    }

    /// <summary>Replaces the table on the page.</summary>
    private static async Task WriteAsync(string table)
    {
        var page = await File.ReadAllTextAsync(Page).ConfigureAwait(false);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            throw new InvalidOperationException($"{Page} has no place for the table");
        await File.WriteAllTextAsync(Page, $"{page[..(begin + Begin.Length)]}\n{table}\n{page[end..]}").ConfigureAwait(false);
    }

    /// <summary>A program that is ended with this object.</summary>
    private sealed class EndedProcess(string program, params string[] arguments) : IDisposable
    {
        private readonly Process _process = Process.Start(program, arguments);

        public int Id => _process.Id;

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
