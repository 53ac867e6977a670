using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Ldirectord.Config;

namespace Ldirectord.Daemon;

/// <summary>
/// What the holder of a lock says of itself in its file: "PID PHASE", then the path of its configuration and what that executes, each ended
/// by a NUL.
/// </summary>
internal sealed record LockHolder(int Pid, LockHolderState Phase, string ConfigPath, ImmutableArray<string> Execute)
{
    /// <summary>The longest file that is read.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>Whether its configuration is the file that <paramref name="name"/> means, which may be gone.</summary>
    /// <param name="name">As on the command line; null: none was given.</param>
    public bool RunsFor(string? name) => ConfigLocator.Candidates(name).Any(candidate => Path.GetFullPath(candidate) == ConfigPath);

    public byte[] ToBytes()
    {
        var execute = string.Concat(Execute.Select(name => $"{name}\0"));
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Pid} {Phase}\n{ConfigPath}\0{execute}\0"));
    }

    /// <returns>Null if no process is named, as when the holder has just taken the lock.</returns>
    public static LockHolder? Parse(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0
            || text[..end].Split(' ') is not [var pid, var phase]
            || !int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        // An empty name is the end: what may come after it is left over from a longer text that is being replaced.
        var names = text[(end + 1)..].Split('\0');
        return new LockHolder(
            number,
            Enum.TryParse<LockHolderState>(phase, out var known) ? known : LockHolderState.Unknown,
            names[0],
            [.. names.Skip(1).TakeWhile(name => name.Length > 0)]);
    }
}
