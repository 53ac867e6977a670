using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>
/// The terminal on standard input and output: raw (each key at once, unseen), back as it was, and its size (termios(3), ioctl_tty(2)).
/// The runtime's own console is not used: it sets the terminal too.
/// </summary>
internal sealed unsafe partial class TerminalDevice
{
    private const int Input = 0, Output = 1;
    private const int Now = 0; // TCSANOW
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ, <asm-generic/ioctls.h>
    private const int Stop = 19; // SIGSTOP

    /// <summary>Bytes of a struct termios, generously: 60 with glibc and musl.</summary>
    private const int SettingsSize = 256;

    private readonly byte[] _original = new byte[SettingsSize];

    private TerminalDevice()
    {
    }

    /// <returns>Null if standard input or output is no terminal.</returns>
    public static TerminalDevice? Open()
    {
        var device = new TerminalDevice();
        fixed (byte* settings = device._original)
            return GetSettings(Input, settings) == 0 && IsTerminal(Output) == 1 ? device : null;
    }

    /// <summary>Each key is read at once and not shown; no key is a signal, and output is not changed.</summary>
    public void MakeRaw()
    {
        var raw = (byte[])_original.Clone();
        fixed (byte* settings = raw)
        {
            SetRaw(settings);
            _ = SetSettings(Input, Now, settings);
        }
    }

    /// <summary>As it was found.</summary>
    public void Restore()
    {
        fixed (byte* settings = _original)
            _ = SetSettings(Input, Now, settings);
    }

    /// <summary>Columns and rows; 80 and 24 if the terminal does not know.</summary>
    public static (int Columns, int Rows) Size()
    {
        var size = stackalloc ushort[4];
        return Control(Output, GetWindowSize, size) == 0 && size[0] > 0 && size[1] > 0 ? (size[1], size[0]) : (80, 24);
    }

    /// <returns>Bytes read; 0 if the terminal is gone.</returns>
    public static int Read(Span<byte> buffer)
    {
        while (true)
        {
            var count = Read(Input, buffer, buffer.Length);
            if (count >= 0 || Errno.Last != Errno.Interrupted)
                return (int)Math.Max(count, 0);
        }
    }

    /// <summary>Whether a key comes within the time.</summary>
    public static bool HasInput(TimeSpan within)
    {
        var entry = new Libc.PollEntry { Fd = Input, Events = Libc.PollIn };
        return Libc.Poll(&entry, 1, (int)within.TotalMilliseconds) > 0;
    }

    /// <returns>False if not all of it was written: the terminal is gone, or took nothing for <paramref name="patience"/>.</returns>
    public static bool Write(ReadOnlySpan<byte> text, TimeSpan patience)
    {
        while (text.Length > 0)
        {
            if (!Libc.IsReadyToWrite(Output, patience))
                return false;
            var count = Write(Output, text, Math.Min(text.Length, 1024));
            if (count < 0 && Errno.Last is not (Errno.Interrupted or Errno.TryAgain))
                return false;
            text = text[(int)Math.Max(count, 0)..];
        }

        return true;
    }

    /// <summary>Stops the job, as Ctrl-Z does in a terminal that is not raw; it may return before all threads have stopped.</summary>
    public static void Suspend() => _ = Kill(0, Stop);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetSettings(int fd, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetSettings(int fd, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void SetRaw(byte* settings);

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminal(int fd);

    // Variadic in C; on x86-64 and arm64 the arguments are passed as those of any function.
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int fd, nuint request, ushort* size);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int fd, Span<byte> buffer, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int fd, ReadOnlySpan<byte> text, nint length);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
