using System.Globalization;

namespace Ldirectord.Kernel.Pair;

/// <summary>
/// What each happening cost, a row of the table in docs/high-availability.md. Environment: FIGURES, a file to which the rows are added
/// ("make pair"); the tests assert none of it.
/// </summary>
internal static class FailOverFigures
{
    private static readonly Lock s_lock = new();

    public static void Add(string stack, string happening, IReadOnlyList<ClientRecord> records)
    {
        var anew = records.Where(record => record.Client.EndsWith(".anew", StringComparison.Ordinal)).ToArray();
        var open = records.Except(anew).ToArray();
        var row = string.Create(CultureInfo.InvariantCulture,
            $"| {happening} | {stack} | {anew.Sum(record => record.Failures)} of {anew.Sum(record => record.Requests)} "
            + $"| {Seconds(anew)} | {open.Count(record => record.Failures > 0)} of {open.Length} | {Seconds(open)} |");
        TestContext.Current.TestOutputHelper?.WriteLine(row);
        if (Environment.GetEnvironmentVariable("FIGURES") is { Length: > 0 } file)
        {
            lock (s_lock)
                File.AppendAllText(file, row + "\n");
        }
    }

    private static string Seconds(IEnumerable<ClientRecord> records) =>
        records.Max(record => record.LongestGap).TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture);
}
