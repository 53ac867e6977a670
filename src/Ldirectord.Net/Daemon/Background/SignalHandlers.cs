using System.Runtime.InteropServices;

namespace Ldirectord.Daemon;

/// <summary>
/// Handles the daemon's signals: TERM, INT and QUIT end it, HUP reloads; the runtime ignores PIPE. Registered before the pid file
/// is written, and so before anything can send one; signals that arrive before <see cref="SetActions"/> are kept for it.
/// </summary>
internal sealed class SignalHandlers : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PosixSignalRegistration[] _registrations;
    private Action? _end;
    private Action? _reload;
    private bool _reloadPending;

    public SignalHandlers() => _registrations =
    [
        On(PosixSignal.SIGTERM, () => End("TERM")),
        On(PosixSignal.SIGINT, () => End("INT")),
        On(PosixSignal.SIGQUIT, () => End("QUIT")),
        On(PosixSignal.SIGHUP, Reload),
    ];

    /// <summary>"TERM", "INT" or "QUIT", the first that arrived; empty before.</summary>
    public string EndSignal { get; private set; } = "";

    /// <summary>Sets what the signals do, and does it for those that have already arrived.</summary>
    public void SetActions(Action end, Action reload)
    {
        lock (_lock)
        {
            (_end, _reload) = (end, reload);
            if (_reloadPending)
                reload();
            if (EndSignal.Length > 0)
                end();
        }
    }

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private void End(string signal)
    {
        lock (_lock)
        {
            // Only the first counts: the daemon is already stopping.
            if (EndSignal.Length > 0)
                return;
            EndSignal = signal;
            _end?.Invoke();
        }
    }

    private void Reload()
    {
        lock (_lock)
        {
            _reloadPending = _reload is null;
            _reload?.Invoke();
        }
    }

    private static PosixSignalRegistration On(PosixSignal signal, Action act) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        act();
    });
}
