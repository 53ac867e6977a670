using System.Buffers;
using System.Net;
using System.Text;

namespace Ldirectord.Checks;

/// <summary>Asks the agent of a real server (agentport): one connection, one line. A line without an end does not count.</summary>
/// <param name="Send">Bytes as Latin-1, sent unchanged; nothing is sent if empty.</param>
internal sealed record AgentCheck(IPEndPoint Target, TimeSpan Timeout, string Send) : AgentQuestion(Target, Timeout)
{
    private static readonly SearchValues<byte> s_ends = SearchValues.Create("\r\n"u8);

    public override bool IsNonBlocking => true;

    // It may be a login.
    public override IReadOnlyCollection<string> Confidential => [Send.Trim()];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        using var connection = await Networking.Connection.ConnectAsync(Target, ct).ConfigureAwait(false);
        if (Send.Length > 0)
            await connection.SendAsync(Encoding.Latin1.GetBytes(Send)).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(AgentLine.MaxLength);
        try
        {
            var filled = 0;
            while (filled < AgentLine.MaxLength)
            {
                var count = await connection.ReceiveAsync(buffer.AsMemory(filled, AgentLine.MaxLength - filled)).ConfigureAwait(false);
                if (count == 0)
                    return new CheckResult(StatusCode.ResponseClosed, "the agent closed the connection before the end of its line");
                filled += count;
                var end = buffer.AsSpan(0, filled).IndexOfAny(s_ends);
                if (end >= 0)
                    return Result(buffer.AsSpan(0, end));
            }

            return new CheckResult(StatusCode.ResponseTooLarge, $"the agent's line is longer than {AgentLine.MaxLength} bytes");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static CheckResult Result(ReadOnlySpan<byte> line) => AgentLine.Parse(line) is { } answer
        ? new CheckResult(StatusCode.ResponseOk, answer.Text) { Agent = answer }
        : new CheckResult(StatusCode.ResponseMalformed, $"the agent says \"{AgentLine.Shown(Encoding.Latin1.GetString(line))}\"");
}
