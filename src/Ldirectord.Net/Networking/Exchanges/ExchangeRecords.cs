namespace Ldirectord.Networking;

/// <summary>
/// Records of the exchanges that are on their way, found by the token that cancels all operations of an exchange. Records are used again,
/// so that an exchange costs no memory of its own.
/// </summary>
internal static class ExchangeRecords
{
    /// <summary>Records that are kept for later: 1 KB each.</summary>
    private const int Spare = 256;

    private static readonly object s_gate = new(); // guards what follows
    private static readonly Dictionary<CancellationToken, ExchangeRecord?> s_open = [];
    private static readonly Stack<ExchangeRecord> s_free = new();

    /// <summary>From now on connections with this token are recorded. <see cref="End"/> must follow.</summary>
    public static void Begin(CancellationToken exchange)
    {
        lock (s_gate)
            s_open[exchange] = null;
    }

    /// <summary>The record of an exchange, made when the first byte passes; null if the exchange is not to be recorded.</summary>
    public static ExchangeRecord? Of(CancellationToken exchange)
    {
        lock (s_gate)
        {
            if (!s_open.TryGetValue(exchange, out var record))
                return null;
            if (record is null)
                s_open[exchange] = record = s_free.TryPop(out var free) ? free : new ExchangeRecord();
            return record;
        }
    }

    /// <summary>Ends the recording.</summary>
    /// <returns>What was recorded, to be given to <see cref="Return"/>; null if no byte passed.</returns>
    public static ExchangeRecord? End(CancellationToken exchange)
    {
        lock (s_gate)
            return s_open.Remove(exchange, out var record) ? record : null;
    }

    public static void Return(ExchangeRecord? record)
    {
        if (record is null)
            return;
        record.Clear();
        lock (s_gate)
        {
            if (s_free.Count < Spare)
                s_free.Push(record);
        }
    }
}
