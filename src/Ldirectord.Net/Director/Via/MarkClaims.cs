using System.Globalization;
using Ldirectord.Config;

namespace Ldirectord.Director;

/// <summary>
/// Directors of one machine share the kernel's table, so each claims a part of checkmarks: by a lock on a file, which ends with the
/// process. A part that nobody has locked may hold what a killed director left.
/// </summary>
/// <param name="folder">Where the lock files are; null to claim without a lock.</param>
internal sealed class MarkClaims(string? folder)
{
    /// <summary>Parts of the default range, 8,192 marks each. A range of the file is one part: the file's directors alone use it.</summary>
    private const int Parts = 8;

    private FileStream? _lock;

    /// <summary>The claimed part; null if there is none.</summary>
    public MarkRange? Own { get; private set; }

    /// <summary>Claims the first part that is free.</summary>
    /// <returns>Null if all are taken, or no lock file can be made.</returns>
    public MarkRange? Take(MarkRange range)
    {
        foreach (var part in Split(range))
        {
            if (!TryLock(part, out _lock))
                continue;
            return Own = part;
        }

        return null;
    }

    public void Release()
    {
        _lock?.Dispose();
        (_lock, Own) = (null, null);
    }

    /// <summary>Whether a living director has the part in which the mark is: this one, too.</summary>
    public bool IsTaken(MarkRange range, uint mark)
    {
        var part = Split(range).First(part => part.Contains(mark));
        if (part == Own || !TryLock(part, out var free))
            return true;
        free?.Dispose();
        return false;
    }

    private static IEnumerable<MarkRange> Split(MarkRange range)
    {
        var parts = range == MarkRange.Default ? Parts : 1;
        var size = range.Count / (uint)parts;
        return parts == 1
            ? [range]
            : Enumerable.Range(0, parts)
                .Select(n => range.First + ((uint)n * size))
                .Select(first => new MarkRange(first, first + size - 1));
    }

    private bool TryLock(MarkRange part, out FileStream? held)
    {
        held = null;
        if (folder is null)
            return true;
        try
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"ldirectord-checkmarks.{part.First}.lock");
            held = new FileStream(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
