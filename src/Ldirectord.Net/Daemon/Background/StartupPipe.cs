using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Ldirectord.Platform;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Daemon;

/// <summary>
/// The inherited pipe on which the background process reports start-up success or failure to the launching process. The message is
/// an exit code, a length, and that many bytes of text for standard error. The reader stops after that length, so another process
/// that holds the pipe open does not keep it waiting. A pipe that ends earlier means that the process died.
/// </summary>
internal sealed class StartupPipe : IDisposable
{
    /// <summary>The environment variable that holds the pipe's descriptor.</summary>
    public const string Variable = "LDIRECTORD_READY_FD";

    /// <summary>
    /// Sent instead of an exit code: the configuration says supervised = yes, so the launching process has to be the daemon.
    /// </summary>
    public const int Supervised = 254;

    private const int HeadLength = 1 + sizeof(int);

    private FileStream? _pipe;

    private StartupPipe(FileStream? pipe) => (_pipe, IsBackground) = (pipe, pipe is not null);

    /// <summary>This process is the background process.</summary>
    public bool IsBackground { get; }

    public static StartupPipe FromEnvironment()
    {
        var value = OneShotEnvironment.Take(Variable);
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Of(number) : new(null);
    }

    /// <param name="number">The descriptor of the writing end.</param>
    public static StartupPipe Of(int number) => new(Open(number));

    /// <summary>
    /// The launching process is gone before it has its answer. A cluster has ended it, because the start took too long, and takes the
    /// daemon for stopped.
    /// </summary>
    public unsafe bool IsAbandoned
    {
        get
        {
            if (_pipe is null)
                return false;
            // poll(2): a pipe without a reader has an error, whether it is asked for or not.
            var entry = new Libc.PollEntry { Fd = (int)_pipe.SafeFileHandle.DangerousGetHandle() };
            return Libc.Poll(&entry, 1, 0) > 0 && (entry.Returned & Libc.PollError) != 0;
        }
    }

    /// <returns>Null if the number is no descriptor that can be written to: the variable was left over.</returns>
    private static FileStream? Open(int number)
    {
        try
        {
            CloseOnExec.Mark(number);
            return new FileStream(new SafeFileHandle(number, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    internal static byte[] Message(int code, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var head = new byte[HeadLength];
        head[0] = (byte)code;
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(1), bytes.Length);
        return [.. head, .. bytes];
    }

    /// <summary>For the launching process: waits for the message, and writes its text to <paramref name="error"/>.</summary>
    /// <returns>The exit code, or <see cref="Supervised"/>.</returns>
    public static int Await(Stream pipe, TextWriter error)
    {
        var head = new byte[HeadLength];
        try
        {
            pipe.ReadExactly(head);
            var text = new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(1))];
            pipe.ReadExactly(text);
            error.Write(Encoding.UTF8.GetString(text));
            return head[0];
        }
        catch (EndOfStreamException)
        {
            error.WriteLine("ldirectord ended before it was ready; its log may say why");
            return ExitCode.Failed;
        }
    }

    /// <summary>For the background process: sends the message, the first time. Does nothing in the foreground.</summary>
    public void Answer(int code, string text = "")
    {
        if (_pipe is null)
            return;
        try
        {
            _pipe.Write(Message(code, text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The launching process did not wait, or the descriptor is another file.
        }
        Dispose();
    }

    public void Dispose()
    {
        _pipe?.Dispose();
        _pipe = null;
    }
}
