using System.Globalization;

namespace Ldirectord.Bench;

/// <summary>A piece of a process's memory (/proc/PID/smaps, proc(5)).</summary>
/// <param name="Access">For example "r-xp".</param>
/// <param name="Path">The file, or a name in brackets; empty if neither.</param>
/// <param name="Resident">Kilobytes.</param>
/// <param name="Written">Kilobytes that nobody else has and that were written to.</param>
internal sealed record Mapping(ulong Start, ulong End, string Access, string Path, long Resident, long Written)
{
    public bool IsReserved => Access.StartsWith("---", StringComparison.Ordinal);

    public ulong Length => End - Start;

    /// <summary>In the order of their addresses.</summary>
    public static List<Mapping> Of(int process)
    {
        var all = new List<Mapping>();
        foreach (var line in File.ReadLines($"/proc/{process}/smaps"))
        {
            var words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (!words[0].EndsWith(':'))
            {
                var range = words[0].Split('-');
                all.Add(new Mapping(Address(range[0]), Address(range[1]), words[1], words.Length > 5 ? words[5].Trim() : "", 0, 0));
            }
            else if (words[0] == "Rss:")
            {
                all[^1] = all[^1] with { Resident = long.Parse(words[1], CultureInfo.InvariantCulture) };
            }
            else if (words[0] == "Private_Dirty:")
            {
                all[^1] = all[^1] with { Written = long.Parse(words[1], CultureInfo.InvariantCulture) };
            }
        }

        return all;

        static ulong Address(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
