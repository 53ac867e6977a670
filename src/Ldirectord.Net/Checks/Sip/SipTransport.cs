using System.Net;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>Sends and receives SIP messages (RFC 3261 section 18): one per datagram over UDP, one after the other over TCP.</summary>
internal abstract class SipTransport(string name) : IDisposable
{
    /// <summary>Its name in the Via field.</summary>
    public string Name => name;

    public abstract IPEndPoint Local { get; }

    public static async ValueTask<SipTransport> OpenAsync(ConnectTarget target, bool udp, CancellationToken ct) => udp
        ? new Datagrams(await UdpExchange.OpenAsync(target, ct).ConfigureAwait(false))
        : new Stream((TcpConnection)await Connection.ConnectAsync(target, ct).ConfigureAwait(false));

    public abstract ValueTask SendAsync(byte[] request);

    /// <summary>The head of the next message.</summary>
    public abstract ValueTask<SipMessage> ReceiveAsync();

    public abstract void Dispose();

    private sealed class Datagrams(UdpExchange exchange) : SipTransport("UDP")
    {
        public override IPEndPoint Local => exchange.Local;

        public override ValueTask SendAsync(byte[] request) => exchange.AskAsync(request);

        public override async ValueTask<SipMessage> ReceiveAsync()
        {
            var datagram = await exchange.ReceiveAsync().ConfigureAwait(false);
            var lines = Encoding.Latin1.GetString(datagram.Span).Split('\n').Select(line => line.TrimEnd('\r'));
            return SipMessage.Parse(lines.TakeWhile(line => line.Length > 0));
        }

        public override void Dispose() => exchange.Dispose();
    }

    private sealed class Stream(TcpConnection connection) : SipTransport("TCP")
    {
        /// <summary>Most that the server may send, in KB, bodies included.</summary>
        private const int MaxKilobytes = 64;

        private readonly ReceiveBuffer _incoming = Limited(connection);
        private int _body; // of the last message, not read yet

        public override IPEndPoint Local => connection.Local;

        public override ValueTask SendAsync(byte[] request) => connection.SendAsync(request);

        public override async ValueTask<SipMessage> ReceiveAsync()
        {
            await SkipBodyAsync().ConfigureAwait(false);
            var head = new List<string>();
            while (true)
            {
                var line = await ReadLineAsync(head.Count).ConfigureAwait(false);
                if (line.Length > 0)
                    head.Add(line);
                else if (head.Count > 0)
                    break; // empty lines before a message are allowed (section 7.5)
                if (head is [var first] && !first.Contains("SIP/2.0", StringComparison.OrdinalIgnoreCase))
                    throw new IoFailureException(IoFailure.Malformed, $"the answer is not SIP: it begins with {ServerText.Quoted(first)}");
            }

            var message = SipMessage.Parse(head);
            _body = message.BodyLength;
            return message;
        }

        public override void Dispose()
        {
            _incoming.Dispose();
            connection.Dispose();
        }

        private static ReceiveBuffer Limited(Connection connection)
        {
            var incoming = new ReceiveBuffer(connection);
            incoming.Limit(MaxKilobytes);
            return incoming;
        }

        private async ValueTask<string> ReadLineAsync(int linesBefore)
        {
            var line = await _incoming.ReadLineAsync().ConfigureAwait(false)
                ?? throw Closed(linesBefore == 0 ? "before an answer" : "in the middle of the answer");
            return Encoding.Latin1.GetString(line.Span);
        }

        private async ValueTask SkipBodyAsync()
        {
            if (await _incoming.ReadBlockAsync(_body).ConfigureAwait(false) is null)
                throw Closed("in the middle of a message");
            _body = 0;
        }

        private static IoFailureException Closed(string when) => new(IoFailure.Broken, $"connected, but the connection was closed {when}");
    }
}
