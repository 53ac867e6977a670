namespace Ldirectord.Bench;

/// <summary>What a piece of memory is for, read from its file, its access and its neighbours.</summary>
internal static class MemoryKind
{
    public const string Code = "program: machine code";
    public const string Constants = "program: constants and types";
    public const string Data = "program: variables";
    public const string Malloc = "malloc of the C library";
    public const string Stacks = "stacks";
    public const string Collector = "other memory without a file: the collector's heap and tables";
    public const string Other = "the kernel's (vdso)";

    /// <summary>glibc's arenas begin at multiples of this (malloc/arena.c).</summary>
    private const ulong ArenaSize = 64 << 20;

    private const ulong LargestGuard = 64 << 10;

    /// <summary>The kinds of all pieces of a process, in their order; a library's is its file's name.</summary>
    public static List<(string Kind, Mapping Mapping)> Of(IReadOnlyList<Mapping> all, string program)
    {
        var kinds = new List<(string Kind, Mapping Mapping)>();
        for (var i = 0; i < all.Count; i++)
        {
            var before = i > 0 && all[i - 1].End == all[i].Start ? all[i - 1] : null;
            var after = i + 1 < all.Count && all[i + 1].Start == all[i].End ? all[i + 1] : null;
            kinds.Add((Of(all[i], before, after, i > 0 ? kinds[i - 1].Kind : "", program), all[i]));
        }

        return kinds;
    }

    private static string Of(Mapping mapping, Mapping? before, Mapping? after, string kindBefore, string program) => mapping.Path switch
    {
        "[heap]" => Malloc,
        "[stack]" => Stacks,
        ['[', 'v', ..] => Other,
        { Length: > 0 } path when path == program => mapping.Access switch
        {
            [_, 'w', ..] => Data,
            [_, _, 'x', ..] => Code,
            _ => Constants,
        },
        { Length: > 0 } path when !path.StartsWith('[') => Path.GetFileName(path),
        // What a file's variables need beyond the file.
        _ when before is { Path: [not '[', ..], Access: [_, 'w', ..] } => kindBefore,
        _ when mapping.Start % ArenaSize == 0 && after is { IsReserved: true } && (after.End % ArenaSize) == 0
            && after.End - mapping.Start <= ArenaSize => Malloc,
        _ when before is { IsReserved: true, Length: <= LargestGuard } && !mapping.IsReserved => Stacks,
        _ => Collector,
    };
}
