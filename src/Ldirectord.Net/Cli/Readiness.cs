using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Cli;

/// <summary>
/// How the process in the background tells the one that was called that it stands: over an inherited pipe, one byte of exit code, then words for standard
/// error. A pipe that ends without a byte is a process that died.
/// </summary>
internal sealed class Readiness : IDisposable
{
    /// <summary>The environment variable that holds the pipe's descriptor.</summary>
    public const string Variable = "LDIRECTORD_READY_FD";

    private FileStream? _pipe;

    private Readiness(FileStream? pipe) => (_pipe, IsBackground) = (pipe, pipe is not null);

    /// <summary>This process is the one in the background.</summary>
    public bool IsBackground { get; }

    public static Readiness FromEnvironment() => new(
        int.TryParse(Inherited.Take(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new FileStream(new SafeFileHandle(number, ownsHandle: true), FileAccess.Write, bufferSize: 0)
            : null);

    /// <returns>The exit code that came over the pipe.</returns>
    public static int Await(Stream pipe, TextWriter error)
    {
        var code = pipe.ReadByte();
        using var words = new StreamReader(pipe, Encoding.UTF8);
        error.Write(words.ReadToEnd());
        if (code >= 0)
            return code;
        error.WriteLine("ldirectord ended before it was ready; its log may say why");
        return ExitCode.Failed;
    }

    /// <summary>Answers, once; in the foreground there is nobody to answer to.</summary>
    public void Answer(int code, string words = "")
    {
        if (_pipe is null)
            return;
        try
        {
            _pipe.Write([(byte)code, .. Encoding.UTF8.GetBytes(words)]);
        }
        catch (IOException)
        {
            // Whoever called did not wait.
        }
        Dispose();
    }

    public void Dispose()
    {
        _pipe?.Dispose();
        _pipe = null;
    }
}
