using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Ldirectord.Config;

namespace Ldirectord.Daemon;

/// <summary>
/// The content of a lock file, which describes the holder of the lock: "PID STATE" and a newline, then the path of its
/// configuration and the configurations that it executes, each ended by a NUL.
/// </summary>
internal sealed record LockHolder(int Pid, LockHolderState State, string ConfigPath, ImmutableArray<string> Execute)
{
    /// <summary>Bytes that are read of a lock file.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Whether the holder's configuration is the file that <paramref name="name"/> means; the file may be gone.</summary>
    /// <param name="name">As on the command line, or null if none was given.</param>
    public bool RunsFor(string? name) => ConfigLocator.Candidates(name).Any(candidate => Path.GetFullPath(candidate) == ConfigPath);

    public byte[] ToBytes()
    {
        var execute = string.Concat(Execute.Select(name => $"{name}\0"));
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Pid} {State}\n{ConfigPath}\0{execute}\0"));
    }

    /// <returns>Null if the file names no process, as when the holder has just taken the lock.</returns>
    public static LockHolder? Parse(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0
            || text[..end].Split(' ') is not [var pid, var state]
            || !int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        // An empty name ends the list: what follows may be the rest of a longer text that is being replaced.
        var names = text[(end + 1)..].Split('\0');
        return new LockHolder(
            number,
            Enum.TryParse<LockHolderState>(state, out var known) ? known : LockHolderState.Unknown,
            names[0],
            [.. names.Skip(1).TakeWhile(name => name.Length > 0)]);
    }
}
