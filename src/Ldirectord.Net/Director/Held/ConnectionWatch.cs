using Ldirectord.Health;
using Ldirectord.Networking;

namespace Ldirectord.Director;

/// <summary>watch = connection of one probe: its connection, and what became of those before. Used on the loop's thread alone.</summary>
internal sealed class ConnectionWatch(ProbeKey key) : IDisposable
{
    private WatchHistory _history;
    private HeldConnectionEnd? _unexplained; // the close after which no check has had a result yet
    private TimeSpan _closedAt; // by the clock
    private bool _hasFailed;

    public ProbeKey Key { get; } = key;

    /// <summary>Cancelled to close the connection; null if there is none.</summary>
    public CancellationTokenSource? Connection { get; private set; }

    public WatchState State =>
        Connection is not null ? WatchState.Held : _history.IsGivenUp ? WatchState.GivenUp : WatchState.Waiting;

    /// <summary>A connection is wanted now. It is opened after a passed check alone.</summary>
    public bool Wants(TimeSpan now) => State == WatchState.Waiting && now - _closedAt >= _history.Wait;

    public CancellationTokenSource Open() => Connection = new CancellationTokenSource();

    /// <summary>The connection has ended.</summary>
    public void Ended(in HeldConnectionEnd end, TimeSpan now)
    {
        Dispose();
        if (end.IsOurs)
            return;
        _closedAt = now;
        if (!_hasFailed)
            _unexplained = end;
    }

    /// <summary>The close, if there was one, told the truth.</summary>
    public void CheckFailed() => (_history, _unexplained, _hasFailed) = (default, null, true);

    /// <returns>The close with which the watch is given up; null if it is not.</returns>
    public HeldConnectionEnd? CheckPassed()
    {
        _hasFailed = false;
        if (_unexplained is not { } needless)
            return null;
        _unexplained = null;
        _history = _history.AfterNeedlessClose(needless.Held, Key.Interval);
        return _history.IsGivenUp ? needless : null;
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        Connection?.Cancel();
        Connection?.Dispose();
        Connection = null;
    }
}
