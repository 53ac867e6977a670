using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Ldirectord.Layout;

namespace Ldirectord.Bench;

/// <summary>
/// Which types, dictionaries of generic code and constant objects a director reads. src/Ldirectord.Net.Layout puts them side by side in the
/// file. Of types those count that are read after the start, for pages of constants are given back then; of all else what is read at any
/// time. A list that is out of date costs memory and nothing else.
/// </summary>
internal static class DataUse
{
    private const string List = "src/Ldirectord.Net/used-data.txt";
    private const int Kill = 9;
    private const int PageLength = 4096;

    /// <summary>What happens ten seconds after the first checks is still the start; then many a round of checks.</summary>
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_run = TimeSpan.FromSeconds(60);

    /// <param name="executable">The program with its symbols.</param>
    /// <param name="folder">For what is needed on the way.</param>
    public static async Task WriteAsync(string executable, string folder)
    {
        var symbols = await SymbolTable.ReadAsync(executable).ConfigureAwait(false);
        var used = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var kind in (CheckKind[])[CheckKind.Connect, CheckKind.Http])
        {
            var (start, later) = await TraceAsync(executable, kind, folder).ConfigureAwait(false);
            used.UnionWith(Names(later));
            used.UnionWith(Names(start).Where(name => !IsType(name)));
            used.UnionWith(await TypesOnHeapAsync(executable, kind, folder, symbols).ConfigureAwait(false));
        }

        await File.WriteAllLinesAsync(List, used).ConfigureAwait(false);
        Figures.Say($"{List}: {used.Count:N0} types and constants");

        IEnumerable<string> Names(HashSet<ulong> addresses) =>
            addresses.Select(symbols.IndexAt).Distinct().Where(index => index >= 0).Select(index => symbols.Names[index])
                .Where(name => DataKind.Of(name) is not null);
    }

    /// <returns>Addresses that were read or written: until the start was over, and later.</returns>
    private static async Task<(HashSet<ulong> Start, HashSet<ulong> Later)> TraceAsync(string executable, CheckKind kind, string folder)
    {
        using var run = await ValgrindRun.StartAsync(executable, kind, folder, ["--tool=lackey", "--trace-mem=yes"], redirects: true)
            .ConfigureAwait(false);
        var (start, later) = (new HashSet<ulong>(), new HashSet<ulong>());
        var addresses = start;
        var reader = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await run.FirstChecksAsync().ConfigureAwait(false);
        await Task.Delay(s_start).ConfigureAwait(false);
        Volatile.Write(ref addresses, later);
        await Task.Delay(s_run).ConfigureAwait(false);
        Volatile.Write(ref addresses, []);
        await run.EndAsync(Kill).ConfigureAwait(false);
        await reader.ConfigureAwait(false);
        return (start, later);

        // A line: blanks and a letter, I for an instruction, L, S and M for data; the address, a comma, and a length.
        void Read()
        {
            while (run.Process.StandardError.ReadLine() is { } line)
            {
                var comma = line.IndexOf(',', StringComparison.Ordinal);
                if (comma > 3 && line is [' ', 'L' or 'S' or 'M', ' ', ..]
                    && ulong.TryParse(line.AsSpan(3, comma - 3), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var address))
                    Volatile.Read(ref addresses).Add(address);
            }
        }
    }

    /// <summary>The collector reads the type of each object that it comes by.</summary>
    /// <returns>Types whose addresses lie in memory that has no file.</returns>
    private static async Task<IEnumerable<string>> TypesOnHeapAsync(string executable, CheckKind kind, string folder, SymbolTable symbols)
    {
        using var process = Process.Start(executable, await ValgrindRun.ArgumentsAsync(executable, kind, folder).ConfigureAwait(false));
        await Task.Delay(s_start).ConfigureAwait(false);
        var types = new HashSet<int>();
        using var memory = File.OpenHandle($"/proc/{process.Id}/mem");
        var page = new byte[PageLength];
        foreach (var mapping in Mapping.Of(process.Id).Where(one => one is { Access: "rw-p", Path: "", Resident: > 0 }))
        {
            for (var at = mapping.Start; at < mapping.End; at += PageLength)
            {
                if (RandomAccess.Read(memory, page, (long)at) < PageLength)
                    break;
                foreach (var word in MemoryMarshal.Cast<byte, ulong>(page))
                {
                    // The collector keeps marks in the low bits.
                    var index = symbols.Addresses.BinarySearch(word & ~7ul);
                    if (index >= 0 && IsType(symbols.Names[index]))
                        types.Add(index);
                }
            }
        }

        HostProcess.Signal(process.Id, Kill);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return types.Select(index => symbols.Names[index]);
    }

    private static bool IsType(string symbol) => DataKind.Of(symbol) is { IsConstant: true };
}
