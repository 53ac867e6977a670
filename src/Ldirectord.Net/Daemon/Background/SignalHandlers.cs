using System.Runtime.InteropServices;

namespace Ldirectord.Daemon;

/// <summary>
/// The signals a daemon lives by: TERM, INT and QUIT end it, HUP reloads; PIPE is ignored by the runtime. Taken before the pid file tells anybody whom to
/// send them to, and kept until there is somebody to tell.
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

    /// <summary>"TERM", "INT" or "QUIT": the first that came; empty before.</summary>
    public string Ended { get; private set; } = "";

    /// <summary>Both are told of what has already come.</summary>
    public void Tell(Action end, Action reload)
    {
        lock (_lock)
        {
            (_end, _reload) = (end, reload);
            if (_reloadPending)
                reload();
            if (Ended.Length > 0)
                end();
        }
    }

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private void End(string signal)
    {
        lock (_lock)
        {
            // A second one finds the daemon on its way.
            if (Ended.Length > 0)
                return;
            Ended = signal;
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

    private static PosixSignalRegistration On(PosixSignal signal, Action react) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        react();
    });
}
