using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>
/// Reads the word of a real server's agent from a file (agentfile): its first line, as an agent says it. An empty file changes nothing,
/// since somebody may be writing it.
/// </summary>
/// <param name="Target">The real server; nothing is sent to it.</param>
/// <param name="FilePath">A regular file of at most <see cref="AgentLine.MaxLength"/> bytes.</param>
internal sealed record AgentFileCheck(IPEndPoint Target, TimeSpan Timeout, string FilePath) : AgentQuestion(Target, Timeout)
{
    /// <summary>Reads at a time: files on a disk that hangs must not hold up the others.</summary>
    private const int MostReaders = 16;

    private static readonly BlockingThreads s_readers = new("agentfile", MostReaders);

    /// <summary>Reads under way, by file: a disk that hangs holds one thread for each of its files, not one more with each look.</summary>
    private static readonly ConcurrentDictionary<string, Task<byte[]>> s_reading = new();

    public override object Source => FilePath;

    public override bool IsNonBlocking => true;

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        byte[] content;
        try
        {
            content = await Reading(FilePath).WaitAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new WaitCanceledException(IoFailure.AnswerTimeout, $"{Shown} was not read", ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CheckResult(StatusCode.LocalError, $"{Shown}: {e.Message}");
        }

        var line = Encoding.Latin1.GetString(content).AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        return line.IsEmpty
            ? new CheckResult(StatusCode.ProgramUnknown, $"{Shown} is empty")
            : Result(Encoding.Latin1.GetBytes((end < 0 ? line : line[..end]).ToString()));
    }

    private string Shown => Printable.Of(FilePath, RegularFile.LongestName);

    private CheckResult Result(byte[] line) => AgentLine.Parse(line) is { } answer
        ? new CheckResult(StatusCode.ResponseOk, answer.Text) { Agent = answer }
        : new CheckResult(StatusCode.ResponseMalformed,
            $"{Shown} says \"{AgentLine.Shown(Encoding.Latin1.GetString(line))}\": expected 45%, weight:45, drain, down, maint or up");

    private static Task<byte[]> Reading(string path)
    {
        if (s_reading.TryGetValue(path, out var running))
            return running;
        var reading = s_readers.RunAsync(() => Read(path));
        if (s_reading.TryAdd(path, reading))
        {
            _ = reading.ContinueWith(
                _ => s_reading.TryRemove(path, out var _), CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return reading;
    }

    /// <exception cref="IOException">The file cannot be read, is not regular or too large; in a few words without its name.</exception>
    private static byte[] Read(string path)
    {
        using var file = RegularFile.OpenToRead(path, AgentLine.MaxLength);
        var content = new byte[AgentLine.MaxLength];
        return content[..file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
    }
}
