using System.Text;

namespace Ldirectord.Cli;

/// <summary>
/// A log file, opened anew for each write: so a file that was rotated or removed is simply made again, and no line goes where nobody looks. Lines are
/// appended, because the instances of one machine share one file.
/// </summary>
internal sealed class LogFile : LogSink
{
    private readonly string _path;
    private readonly Func<string, string> _format;

    private LogFile(string path, Func<string, string> format) => (_path, _format) = (path, format);

    public static LogFile Open(string path, Func<string, string> format)
    {
        var log = new LogFile(path, format);
        log.Write(bytes: []);
        return log;
    }

    public override string LineOf(string message) => _format(message);

    public override void Write(IReadOnlyList<string> lines) => Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + '\n'));

    private void Write(byte[] bytes)
    {
        try
        {
            using var file = NativeFile.OpenToAppend(_path);
            // Nothing is written to try it: a full disk does not refuse a start.
            if (bytes.Length > 0)
                NativeFile.Append(file, bytes);
        }
        catch (IOException e)
        {
            throw new IOException($"cannot write the log file {_path}: {e.Message}", e);
        }
    }
}
