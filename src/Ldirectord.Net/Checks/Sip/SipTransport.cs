using System.Net;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>How SIP messages go to a server and come from it (RFC 3261 section 18): a datagram each, or one after the other over TCP.</summary>
internal abstract class SipTransport(string name) : IDisposable
{
    /// <summary>What the Via field calls it.</summary>
    public string Name => name;

    public abstract IPEndPoint Local { get; }

    public static async ValueTask<SipTransport> OpenAsync(IPEndPoint target, bool udp, CancellationToken ct) => udp
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
            return SipMessage.Parse(Encoding.Latin1.GetString(datagram.Span).Split('\n').Select(line => line.TrimEnd('\r')).TakeWhile(line => line.Length > 0));
        }

        public override void Dispose() => exchange.Dispose();
    }

    private sealed class Stream(TcpConnection connection) : SipTransport("TCP")
    {
        /// <summary>Bytes that the whole dialogue may bring.</summary>
        private const int MaxDialogue = 64 * 1024;

        private static readonly string s_tooMuch = $"the server says more than any should: {MaxDialogue / 1024} KB";

        private readonly ReceiveBuffer _incoming = new(connection);
        private int _left = MaxDialogue;
        private int _body;

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
                    break; // empty lines in front of a message are allowed, and kept apart by nobody (section 7.5)
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

        private async ValueTask<string> ReadLineAsync(int linesBefore)
        {
            var line = await _incoming.ReadLineAsync(_left, s_tooMuch).ConfigureAwait(false) ?? throw Closed(linesBefore == 0 ? "before an answer" : "in the middle of the answer");
            _left -= line.Length + 1;
            return _left > 0 ? Encoding.Latin1.GetString(line.Span) : throw new IoFailureException(IoFailure.TooLarge, s_tooMuch);
        }

        private async ValueTask SkipBodyAsync()
        {
            if (_body >= _left)
                throw new IoFailureException(IoFailure.TooLarge, s_tooMuch);
            _left -= _body;
            while (_body > 0)
            {
                var some = await _incoming.ReadSomeAsync(_body).ConfigureAwait(false);
                _body -= some.IsEmpty ? throw Closed("in the middle of a message") : some.Length;
            }
        }

        private static IoFailureException Closed(string when) => new(IoFailure.Broken, $"connected, but the connection was closed {when}");
    }
}
