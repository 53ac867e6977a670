using System.Text;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// Notes in words what a check sends and receives where no connection of ours sees its bytes, or where they must not be shown: a program's
/// call and its end, a login and a query by a library, a signed packet.
/// </summary>
internal static class ExchangeNotes
{
    /// <param name="exchange">The check's token; nothing is noted once the check has ended.</param>
    public static void Sent(string text, CancellationToken exchange) =>
        ExchangeRecords.Of(exchange)?.AddSent(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Sent"/>
    public static void Received(string text, CancellationToken exchange) => Received(Encoding.UTF8.GetBytes(text), exchange);

    /// <inheritdoc cref="Sent"/>
    public static void Received(ReadOnlySpan<byte> bytes, CancellationToken exchange) => ExchangeRecords.Of(exchange)?.AddReceived(bytes);
}
