using System.Collections.Immutable;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>
/// until: which files of maintenancedir are over, and their removal. One that cannot be removed is passed over all the same, and removed
/// as soon as that is possible.
/// </summary>
/// <param name="isDryRun">Removes nothing.</param>
internal sealed class MaintenanceExpiry(string directory, bool isDryRun, TimeProvider time)
{
    /// <summary>Time between two attempts to remove a file.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (MaintenanceFile File, long TriedAt)> _tried = [];
    private ImmutableDictionary<string, MaintenanceFile> _of = MaintenanceListing.None;
    private ImmutableDictionary<string, MaintenanceFile> _counting = MaintenanceListing.None;
    private ImmutableArray<string> _bounded = [];

    /// <summary>The files that are not over; the same object if they are the same as before.</summary>
    public ImmutableDictionary<string, MaintenanceFile> Counting(ImmutableDictionary<string, MaintenanceFile> files)
    {
        var (now, isNew) = (time.GetUtcNow(), !ReferenceEquals(files, _of));
        if (isNew)
            (_of, _bounded) = (files, [.. files.Where(one => one.Value.Note.Until is not null).Select(one => one.Key)]);
        var over = _bounded.Where(name => files[name].Note.IsOver(now)).ToList();
        if (isNew || over.Count != _of.Count - _counting.Count || over.Exists(_counting.ContainsKey))
            _counting = files.RemoveRange(over);
        return _counting;
    }

    /// <summary>Removes what is over; may block.</summary>
    /// <returns>Each file once: those that were found over for the first time.</returns>
    public ImmutableArray<MaintenanceExpired> Remove()
    {
        var said = ImmutableArray.CreateBuilder<MaintenanceExpired>();
        foreach (var name in _tried.Keys.Where(name => !_of.ContainsKey(name)).ToList())
            _tried.Remove(name);
        foreach (var name in _bounded)
        {
            var file = _of[name];
            if (_counting.ContainsKey(name))
                continue;
            var isKnown = _tried.TryGetValue(name, out var tried) && tried.File == file;
            if (isKnown && (isDryRun || time.GetElapsedTime(tried.TriedAt) < RetryInterval))
                continue;
            _tried[name] = (file, time.GetTimestamp());
            var problem = isDryRun ? "a dry run leaves it" : Remove(name);
            if (!isKnown)
                said.Add(new MaintenanceExpired(name, file.Note, problem));
        }

        return said.ToImmutable();
    }

    /// <returns>Why it is still there; null if it is gone.</returns>
    private string? Remove(string name)
    {
        try
        {
            // It may have been given more time since the last look.
            if (MaintenanceStore.Read(directory, name, out _)?.IsOver(time.GetUtcNow()) == true)
                MaintenanceStore.Remove(directory, name);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }
}
