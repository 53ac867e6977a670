using Ldirectord.Platform;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Daemon;

/// <summary>Waits for the end of a process that is no child of this one. A zombie has ended.</summary>
internal sealed class EndWait : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly SafeFileHandle _process;
    private readonly Func<bool> _isThere;
    private readonly TimeProvider _time;

    /// <param name="pid">A process that is there.</param>
    /// <param name="isThere">Whether it still is, where the kernel cannot say (before Linux 5.3).</param>
    public EndWait(int pid, Func<bool> isThere, TimeProvider time) =>
        (_process, _isThere, _time) = (SignalSender.Open(pid), isThere, time);

    /// <returns>False if the process has not ended within <paramref name="timeout"/>.</returns>
    public unsafe bool Wait(TimeSpan timeout)
    {
        var begun = _time.GetTimestamp();
        while (_isThere())
        {
            var left = timeout - _time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
                return false;
            if (_process.IsInvalid)
            {
                Thread.Sleep(PollInterval);
                continue;
            }

            // pidfd_open(2): readable when the process has ended. A signal may interrupt the wait.
            var entry = new Libc.PollEntry { Fd = (int)_process.DangerousGetHandle(), Events = Libc.PollIn };
            if (Libc.Poll(&entry, 1, (int)Math.Ceiling(left.TotalMilliseconds)) > 0)
                return true;
        }

        return true;
    }

    public void Dispose() => _process.Dispose();
}
