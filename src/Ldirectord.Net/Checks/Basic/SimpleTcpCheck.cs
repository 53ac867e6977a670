using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// service=simpletcp: up when the bytes received after <paramref name="Request"/> match <paramref name="Expected"/>. "^" and "$" match at
/// each line, because the original matches line by line. Our sending side stays open until the result.
/// </summary>
/// <param name="Request">Bytes as Latin-1, sent unchanged; nothing is sent if empty.</param>
/// <param name="Expected">If empty, any byte passes.</param>
internal sealed record SimpleTcpCheck(IPEndPoint Target, TimeSpan Timeout, string Request, ExpectedContent Expected)
    : Check(Target, Timeout)
{
    public override string Kind => "simpletcp";

    // It may be a login.
    public override IReadOnlyCollection<string> Confidential => [Request.Trim()];

    /// <summary>Bytes of an answer that are matched; more of them are a failure.</summary>
    public const int MaxAnswer = 64 * 1024;

    private const int ReceiveSize = 4096;

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        var wanted = Pattern(Expected.Receive);
        var unwanted = Pattern(Expected.ReceiveNot);
        using var connection = await Connection.ConnectAsync(ConnectTarget, ct).ConfigureAwait(false);
        await connection.SendAsync(Encoding.Latin1.GetBytes(Request)).ConfigureAwait(false);
        var answer = new ArrayBufferWriter<byte>(ReceiveSize);
        while (answer.WrittenCount < MaxAnswer)
        {
            var count = await connection.ReceiveAsync(answer.GetMemory(ReceiveSize)).ConfigureAwait(false);
            answer.Advance(count);
            var ended = count == 0;
            if (ended && answer.WrittenCount == 0)
                return new CheckResult(StatusCode.ResponseClosed, "connected, but the connection was closed before an answer");
            if (unwanted is not null && await unwanted.MatchAsync(answer.WrittenMemory, ct, complete: ended).ConfigureAwait(false))
                return new CheckResult(StatusCode.ResponseMismatch, $"the answer matches {unwanted}, which receivenot forbids");
            if (wanted is null || await wanted.MatchAsync(answer.WrittenMemory, ct, complete: ended).ConfigureAwait(false))
                return new CheckResult(StatusCode.ResponseOk, wanted is null ? "answered" : $"the answer matches {wanted}");
            if (ended)
                return new CheckResult(StatusCode.ResponseMismatch, $"the answer does not match {wanted}");
        }

        return new CheckResult(StatusCode.ResponseMismatch, $"the first {MaxAnswer / 1024} KB of the answer do not match {wanted}");
    }

    internal static PerlPattern? Pattern(string text) => text.Length == 0 ? null : PerlPattern.Get(text, byLine: true);

    /// <summary>Replaces \n, \r, \t and \xNN by their bytes; any other backslash stays.</summary>
    internal static string Expand(string request)
    {
        var expanded = new StringBuilder(request.Length);
        for (var i = 0; i < request.Length; i++)
        {
            var rest = request.AsSpan(i);
            switch (rest)
            {
                case ['\\', 'n', ..]:
                    expanded.Append('\n');
                    i++;
                    break;
                case ['\\', 'r', ..]:
                    expanded.Append('\r');
                    i++;
                    break;
                case ['\\', 't', ..]:
                    expanded.Append('\t');
                    i++;
                    break;
                case ['\\', 'x', var high, var low, ..] when char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low):
                    expanded.Append((char)byte.Parse([high, low], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 3;
                    break;
                default:
                    expanded.Append(request[i]);
                    break;
            }
        }

        return expanded.ToString();
    }
}
