
using Ldirectord.Platform;

namespace Ldirectord.Daemon;

/// <summary>An open stream: standard error with -d, standard output if supervised.</summary>
/// <param name="descriptor">A descriptor that stays open.</param>
internal sealed class StreamSink(int descriptor, Func<LogEntry, string> format) : ByteSink
{
    public const int StandardOutput = 1, StandardError = 2;

    public override string Format(LogEntry entry) => format(entry);

    public override string ToString() => descriptor == StandardOutput ? "standard output" : "standard error";

    protected override int Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return BoundedWrite.Append(descriptor, bytes, WriteTimeout, isShared: true);
        }
        catch (IOException e)
        {
            throw new IOException($"cannot write to {this}: {e.Message}", e);
        }
    }
}
