using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Ldirectord.Platform;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Daemon;

/// <summary>
/// How the process in the background tells the one that was called that it stands: over an inherited pipe, one message of an exit code, a length,
/// and so many bytes of words for standard error. The reader goes by the length: whoever else holds the pipe open keeps nobody waiting. A pipe that
/// ends before is a process that died.
/// </summary>
internal sealed class StartupPipe : IDisposable
{
    /// <summary>The environment variable that holds the pipe's descriptor.</summary>
    public const string Variable = "LDIRECTORD_READY_FD";

    private const int HeadLength = 1 + sizeof(int);

    private FileStream? _pipe;

    private StartupPipe(FileStream? pipe) => (_pipe, IsBackground) = (pipe, pipe is not null);

    /// <summary>This process is the one in the background.</summary>
    public bool IsBackground { get; }

    public static StartupPipe FromEnvironment() => new(
        int.TryParse(OneShotEnvironment.Take(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Open(number) : null);

    /// <returns>Null: the variable was left over, and its number is nothing that can be written to.</returns>
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

    internal static byte[] Message(int code, string words)
    {
        var text = Encoding.UTF8.GetBytes(words);
        var head = new byte[HeadLength];
        head[0] = (byte)code;
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(1), text.Length);
        return [.. head, .. text];
    }

    /// <returns>The exit code that came over the pipe.</returns>
    public static int Await(Stream pipe, TextWriter error)
    {
        var head = new byte[HeadLength];
        try
        {
            pipe.ReadExactly(head);
            var words = new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(1))];
            pipe.ReadExactly(words);
            error.Write(Encoding.UTF8.GetString(words));
            return head[0];
        }
        catch (EndOfStreamException)
        {
            error.WriteLine("ldirectord ended before it was ready; its log may say why");
            return ExitCode.Failed;
        }
    }

    /// <summary>Answers, once; in the foreground there is nobody to answer to.</summary>
    public void Answer(int code, string words = "")
    {
        if (_pipe is null)
            return;
        try
        {
            _pipe.Write(Message(code, words));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever called did not wait, or the descriptor is not what the variable says.
        }
        Dispose();
    }

    public void Dispose()
    {
        _pipe?.Dispose();
        _pipe = null;
    }
}
