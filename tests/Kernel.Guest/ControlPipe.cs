using System.Runtime.InteropServices;

namespace Ldirectord.Kernel.Guest;

/// <summary>
/// A pair of named pipes by which a shell asks a running process: <c>echo question >PIPE; read -r answer &lt;PIPE.done</c>. That they are there means that
/// the process is ready.
/// </summary>
internal static partial class ControlPipe
{
    /// <summary>Answers one line with one line, for ever.</summary>
    public static void Serve(string path, Func<string, string> answer)
    {
        _ = MakePipe(path + ".done", 0x1B6);
        _ = MakePipe(path + ".new", 0x1B6);
        File.Move(path + ".new", path);
        // Open for writing, too: else the end of one question would be the end of the pipe.
        using var questions = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 1));
        while (questions.ReadLine() is { } question)
        {
            var text = answer(question);
            using var done = new StreamWriter(new FileStream(path + ".done", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1));
            done.Write(text + "\n");
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
