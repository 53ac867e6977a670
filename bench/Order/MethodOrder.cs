using System.Globalization;

namespace Ldirectord.Bench;

/// <summary>
/// Which methods a director runs, from start to end. The compiler puts them side by side, so that the kernel need not map the whole program
/// for them. A list that is out of date costs memory and nothing else.
/// </summary>
internal static class MethodOrder
{
    private const string List = "src/Ldirectord.Net/method-order.txt";
    private const int Terminate = 15;

    /// <summary>Many a round of checks, and what happens ten seconds after the first.</summary>
    private static readonly TimeSpan s_run = TimeSpan.FromSeconds(30);

    /// <param name="executable">The program with its symbols.</param>
    /// <param name="folder">For what is needed on the way.</param>
    public static async Task WriteAsync(string executable, string folder)
    {
        var addresses = new SortedSet<ulong>();
        foreach (var kind in (CheckKind[])[CheckKind.Connect, CheckKind.Http])
            addresses.UnionWith(await RunAsync(executable, kind, folder).ConfigureAwait(false));
        var methods = Methods(addresses, await SymbolTable.ReadAsync(executable).ConfigureAwait(false)).ToList();
        await File.WriteAllLinesAsync(List, methods).ConfigureAwait(false);
        Figures.Say($"{List}: {methods.Count:N0} methods");
    }

    /// <returns>Addresses of instructions that were executed.</returns>
    private static async Task<IEnumerable<ulong>> RunAsync(string executable, CheckKind kind, string folder)
    {
        var counts = Path.Combine(folder, $"{kind}.counts");
        using var run = await ValgrindRun.StartAsync(
            executable, kind, folder, ["--tool=callgrind", $"--callgrind-out-file={counts}", "--dump-instr=yes", "--compress-pos=no"])
            .ConfigureAwait(false);
        await run.FirstChecksAsync().ConfigureAwait(false);
        await Task.Delay(s_run).ConfigureAwait(false);
        await run.EndAsync(Terminate).ConfigureAwait(false);
        return File.ReadLines(counts).Where(line => line.StartsWith("0x", StringComparison.Ordinal))
            .Select(line => ulong.Parse(line.AsSpan(2, line.IndexOf(' ', StringComparison.Ordinal) - 2), NumberStyles.HexNumber,
                CultureInfo.InvariantCulture));
    }

    /// <returns>Names of the methods in which the addresses lie, in the order of their addresses.</returns>
    private static IEnumerable<string> Methods(SortedSet<ulong> addresses, SymbolTable symbols) =>
        addresses.Select(symbols.IndexAt).Distinct().Where(index => index >= 0 && symbols.Kinds[index] == 't')
            .Select(index => symbols.Names[index]);
}
