using System.Runtime.InteropServices;

namespace Ldirectord.KernelGuest;

/// <summary>
/// A pair of named pipes by which a shell asks a running process: <c>echo question >PIPE; read -r answer &lt;PIPE.done</c>. That they are
/// there means that the process is ready.
/// </summary>
internal static partial class ControlPipe
{
    /// <summary>Answers one line with one line, for ever.</summary>
    public static void Serve(string path, Func<string, string> answer)
    {
        _ = MakePipe(path + ".done", 0x1B6);
        _ = MakePipe(path + ".new", 0x1B6);
        File.Move(path + ".new", path);
        // Open both ways: otherwise the end of one question or answer would be the end of the pipe.
        using var questions = new StreamReader(Open(path));
        using var answers = new StreamWriter(Open(path + ".done")) { AutoFlush = true };
        while (questions.ReadLine() is { } question)
            answers.Write(answer(question) + "\n");
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 1);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
