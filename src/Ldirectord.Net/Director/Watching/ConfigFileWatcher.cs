using Ldirectord.Config;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// autoreload: reports within a second that the file's content changed: edited in place, replaced by an editor's rename, or back after it
/// was gone. A file that is still being written is waited for: a change is reported when the file has stayed the same from one look to the
/// next.
/// </summary>
internal sealed class ConfigFileWatcher : IDisposable
{
    /// <summary>Poll interval. A change is seen at one look and reported at the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly string _path;
    private readonly Lock _lock = new();
    private ulong? _known;
    private FileStamp _before;
    private bool _settling;
    private DiskLooks? _looks;

    /// <param name="known">
    /// Hash of the content that was last read (<see cref="ContentHash"/>), so that an edit since then is not missed.
    /// </param>
    public ConfigFileWatcher(string path, ulong? known)
    {
        _path = path;
        _known = known;
        _before = FileStamp.Of(path);
        _settling = true;
    }

    /// <summary>The file was read for another reason: its content of then is not reported.</summary>
    public void SetBaseline(ulong? content)
    {
        lock (_lock)
            _known = content;
    }

    /// <summary>Begins to look.</summary>
    /// <param name="changed">Called on the thread that looks.</param>
    /// <param name="time">Its timers may fire on the reactor's thread.</param>
    public void Start(Action changed, TimeProvider time) => _looks = new DiskLooks(
        "configuration",
        Interval,
        time,
        () =>
        {
            if (Look())
                changed();
        });

    public void Dispose() => _looks?.Dispose();

    /// <summary>True if the file did not change since the last look, and has another content than when this was last true.</summary>
    public bool Look()
    {
        var now = FileStamp.Of(_path);
        if (now != _before)
        {
            (_before, _settling) = (now, true);
            return false;
        }

        if (!_settling)
            return false;
        // A file that is gone is being replaced by an editor, or was removed by mistake: its configuration stays active. A file that cannot
        // be read now may be readable at the next look.
        if (ContentHash.OfFile(_path) is not { } content)
            return false;
        _settling = false;
        lock (_lock)
        {
            if (content == _known)
                return false;
            _known = content;
            return true;
        }
    }
}
