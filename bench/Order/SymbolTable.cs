using System.Diagnostics;
using System.Globalization;

namespace Ldirectord.Bench;

/// <summary>The symbols of a program in the order of their addresses (nm(1)).</summary>
/// <param name="Addresses">Of each symbol.</param>
/// <param name="Kinds">The letter of nm: t for code, d and r for data.</param>
internal sealed record SymbolTable(List<ulong> Addresses, List<char> Kinds, List<string> Names)
{
    public static async Task<SymbolTable> ReadAsync(string executable)
    {
        using var names = Process.Start(new ProcessStartInfo("nm", ["--numeric-sort", executable]) { RedirectStandardOutput = true })!;
        var table = new SymbolTable([], [], []);
        while (await names.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (line.Split(' ') is not [{ Length: > 0 } address, [var kind], var name])
                continue;
            table.Addresses.Add(ulong.Parse(address, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            table.Kinds.Add(char.ToLowerInvariant(kind));
            table.Names.Add(name);
        }

        return table.Addresses.Count > 0 ? table : throw new InvalidOperationException($"{executable} has no symbols");
    }

    /// <returns>The last symbol at or before an address; -1 if there is none.</returns>
    public int IndexAt(ulong address)
    {
        var index = Addresses.BinarySearch(address);
        return index >= 0 ? index : ~index - 1;
    }
}
