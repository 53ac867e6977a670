using System.Text;
using Ldirectord.Networking;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>
/// What a failed check sent and received: the first <see cref="ExchangeRecord.Length"/> bytes of each, printable, without the secrets of
/// the configuration.
/// </summary>
internal sealed record Exchange(string Sent, string Received)
{
    /// <returns>Null if nothing was sent or received.</returns>
    public static Exchange? Of(ExchangeRecord? record, IReadOnlyCollection<string> secrets) =>
        record is null || (record.Sent.IsEmpty && record.Received.IsEmpty) ? null
        : new Exchange(
            Shown(record.Sent, record.IsSentCut, secrets), Shown(record.Received, record.IsReceivedCut, secrets));

    private static string Shown(ReadOnlySpan<byte> bytes, bool isCut, IReadOnlyCollection<string> secrets)
    {
        var text = Printable.OfBytes(Encoding.Latin1.GetString(bytes));
        // A secret that is cut in its middle is known by the sign after it.
        var hidden = Secrets.Hide(Secrets.HideUserInfo(isCut ? $"{text}…" : text), secrets);
        return hidden.Replace(@"\x0D", @"\r", StringComparison.Ordinal).Replace(@"\x0A", @"\n", StringComparison.Ordinal);
    }
}
