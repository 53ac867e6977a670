namespace Ldirectord.Networking;

/// <summary>The first bytes that an exchange sent and received; of TLS what is inside. Used again for later exchanges.</summary>
internal sealed class ExchangeRecord
{
    /// <summary>Bytes that are kept of each direction.</summary>
    public const int Length = 512;

    private readonly object _gate = new(); // an exchange may have two connections
    private readonly byte[] _sent = new byte[Length];
    private readonly byte[] _received = new byte[Length];
    private int _sentCount;
    private int _receivedCount;

    public ReadOnlySpan<byte> Sent => _sent.AsSpan(0, Math.Min(_sentCount, Length));

    public ReadOnlySpan<byte> Received => _received.AsSpan(0, Math.Min(_receivedCount, Length));

    /// <summary>More was sent than is kept.</summary>
    public bool IsSentCut => _sentCount > Length;

    /// <summary>More was received than is kept.</summary>
    public bool IsReceivedCut => _receivedCount > Length;

    public void Clear() => (_sentCount, _receivedCount) = (0, 0);

    public void AddSent(ReadOnlySpan<byte> bytes) => Add(_sent, ref _sentCount, bytes);

    public void AddReceived(ReadOnlySpan<byte> bytes) => Add(_received, ref _receivedCount, bytes);

    /// <param name="count">Bytes that came so far, at most one more than are kept.</param>
    private void Add(byte[] kept, ref int count, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (count > Length)
                return;
            var room = Length - count;
            bytes[..Math.Min(bytes.Length, room)].CopyTo(kept.AsSpan(count));
            count += Math.Min(bytes.Length, room + 1);
        }
    }
}
