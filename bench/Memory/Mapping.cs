using System.Globalization;

namespace Ldirectord.Bench;

/// <summary>A piece of a process's memory (/proc/PID/smaps, proc(5)).</summary>
/// <param name="Access">For example "r-xp".</param>
/// <param name="Path">The file, or a name in brackets; empty if neither.</param>
/// <param name="Resident">Kilobytes.</param>
/// <param name="Written">Kilobytes that nobody else has and that were written to.</param>
/// <param name="Used">Kilobytes that were read or written since <see cref="ForgetUse"/>.</param>
internal sealed record Mapping(ulong Start, ulong End, string Access, string Path, long Resident, long Written, long Used)
{
    public bool IsReserved => Access.StartsWith("---", StringComparison.Ordinal);

    public ulong Length => End - Start;

    /// <summary>From now on "used" counts anew (/proc/PID/clear_refs, proc(5)).</summary>
    public static void ForgetUse(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "1");

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
                all.Add(new Mapping(Address(range[0]), Address(range[1]), words[1], words.Length > 5 ? words[5].Trim() : "", 0, 0, 0));
            }
            else
            {
                all[^1] = words[0] switch
                {
                    "Rss:" => all[^1] with { Resident = Kilobytes(words[1]) },
                    "Private_Dirty:" => all[^1] with { Written = Kilobytes(words[1]) },
                    "Referenced:" => all[^1] with { Used = Kilobytes(words[1]) },
                    _ => all[^1],
                };
            }
        }

        return all;

        static long Kilobytes(string text) => long.Parse(text, CultureInfo.InvariantCulture);

        static ulong Address(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
