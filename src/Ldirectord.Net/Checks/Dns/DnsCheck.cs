using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// service=dns: up when the answer to the question in <paramref name="Request"/> has a record that matches <paramref name="Expected"/> (RFC
/// 1035). If the answer does not fit into a datagram, the question is repeated over TCP (RFC 7766 section 5).
/// </summary>
/// <param name="Udp">True for UDP, false for TCP.</param>
/// <param name="Request">See <see cref="DnsQuestion.TryParse"/>.</param>
/// <param name="Expected">Matched against the text of each record of the answer section.</param>
internal sealed record DnsCheck(IPEndPoint Target, TimeSpan Timeout, bool Udp, string Request, ExpectedContent Expected)
    : Check(Target, Timeout)
{
    public override string Kind => "dns";

    public override bool UsesUdp => Udp;

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        if (!DnsQuestion.TryParse(Request, out var question))
            return new CheckResult(StatusCode.LocalError, $"request must be a name, an address, "
                + $"or one of {string.Join(' ', Enum.GetNames<DnsType>())} and a name, for service=dns: {ServerText.Quoted(Request)}");
        var query = question.ToQuery((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1));
        var answer = Udp ? await AskOverUdpAsync(query, ct).ConfigureAwait(false) : await AskOverTcpAsync(query, ct).ConfigureAwait(false);
        if (answer.Code != 0)
            return new CheckResult(StatusCode.ResponseStatus, $"DNS answered {answer.CodeName}");
        if (answer.Records.Count == 0)
            return new CheckResult(StatusCode.ResponseUnexpected, $"no {question}");
        return await EvaluateAsync(answer.Records, ct).ConfigureAwait(false);
    }

    private async ValueTask<CheckResult> EvaluateAsync(IReadOnlyList<DnsRecord> records, CancellationToken ct)
    {
        foreach (var record in records)
        {
            var text = Encoding.Latin1.GetBytes(record.Text);
            if (await (Expected with { Receive = "" }).MismatchAsync(text, "the answer", ct).ConfigureAwait(false) is { } unwanted)
                return new CheckResult(StatusCode.ResponseMismatch, $"{unwanted}: {ServerText.Line($"{record}")}");
        }

        var reason = "";
        foreach (var record in records)
        {
            var text = Encoding.Latin1.GetBytes(record.Text);
            reason = await (Expected with { ReceiveNot = "" }).MismatchAsync(text, "the answer", ct).ConfigureAwait(false);
            if (reason is null)
                return new CheckResult(StatusCode.ResponseOk, ServerText.Line($"{record}"));
        }

        return new CheckResult(StatusCode.ResponseMismatch, $"{reason}: {ServerText.Line(string.Join(", ", records))}");
    }

    private async ValueTask<DnsAnswer> AskOverUdpAsync(byte[] query, CancellationToken ct)
    {
        using var exchange = await UdpExchange.OpenAsync(ConnectTarget, ct).ConfigureAwait(false);
        await exchange.AskAsync(query).ConfigureAwait(false);
        while (true)
        {
            var datagram = await exchange.ReceiveAsync().ConfigureAwait(false);
            if (DnsAnswer.IsTo(query, datagram.Span))
            {
                var answer = DnsAnswer.Read(query, datagram.Span);
                return answer.Truncated ? await CompleteAsync(query, answer, ct).ConfigureAwait(false) : answer;
            }

            exchange.Missing = "what came does not answer our question: no answer that does";
        }
    }

    /// <summary>Gets the complete answer over TCP. If that fails, the truncated answer counts, as in the original.</summary>
    private async ValueTask<DnsAnswer> CompleteAsync(byte[] query, DnsAnswer truncated, CancellationToken ct)
    {
        try
        {
            return await AskOverTcpAsync(query, ct).ConfigureAwait(false);
        }
        catch (IoFailureException e)
        {
            return truncated.Records.Count > 0 ? truncated
                : throw new IoFailureException(e.Failure, $"the answer over udp is truncated; over tcp: {e.Message}");
        }
    }

    /// <summary>Over TCP the length precedes each message (RFC 1035 section 4.2.2).</summary>
    private async ValueTask<DnsAnswer> AskOverTcpAsync(byte[] query, CancellationToken ct)
    {
        using var connection = await Connection.ConnectAsync(ConnectTarget, ct).ConfigureAwait(false);
        using var incoming = new ReceiveBuffer(connection);
        await connection.SendAsync((byte[])[(byte)(query.Length >> 8), (byte)query.Length, .. query]).ConfigureAwait(false);
        var length = await incoming.ReadBlockAsync(sizeof(ushort)).ConfigureAwait(false)
            ?? throw new IoFailureException(IoFailure.Broken, "connected, but the connection was closed before an answer");
        var message = await incoming.ReadBlockAsync(BinaryPrimitives.ReadUInt16BigEndian(length.Span)).ConfigureAwait(false)
            ?? throw new IoFailureException(IoFailure.Broken, "the connection was closed in the middle of the answer");
        return DnsAnswer.IsTo(query, message.Span)
            ? DnsAnswer.Read(query, message.Span)
            : throw new IoFailureException(IoFailure.Malformed, "what came does not answer our question");
    }
}
