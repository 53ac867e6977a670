using System.Runtime.InteropServices;
using Ldirectord.Platform;
using static Ldirectord.Networking.RouteNetlink;

namespace Ldirectord.Networking;

/// <summary>
/// The addresses of this machine, from the kernel's messages (rtnetlink(7)): those of a dump, and one for each change. A message that is
/// cut off makes the whole datagram count as lost, and nothing of it is read beyond its end.
/// </summary>
internal sealed class AddressTable
{
    private readonly HashSet<DeviceAddress> _usable = [];

    public LocalAddresses Take() => new([.. _usable]);

    /// <summary>Reads the messages of one datagram in order.</summary>
    /// <param name="dump">Sequence number of the dump that runs; 0 if none does.</param>
    /// <exception cref="IoFailureException">The kernel refused the dump.</exception>
    public AddressNews Read(ReadOnlySpan<byte> datagram, uint dump)
    {
        var news = AddressNews.None;
        while (!datagram.IsEmpty)
        {
            if (!TryMessage(ref datagram, out var header, out var payload))
                return news | AddressNews.Lost;
            if ((header.Flags & FlagDumpInterrupted) != 0)
                news |= AddressNews.Lost;
            switch (header.Type)
            {
                case MessageNewAddress or MessageDeleteAddress when Change(payload, header.Type == MessageNewAddress):
                    news |= AddressNews.Changed;
                    break;
                case MessageNewAddress or MessageDeleteAddress or MessageOverrun:
                    news |= AddressNews.Lost;
                    break;
                case MessageDone when header.Sequence == dump && dump != 0:
                    news |= AddressNews.DumpEnded;
                    break;
                case MessageError when header.Sequence == dump && dump != 0 && payload.Length >= sizeof(int):
                    if (-MemoryMarshal.Read<int>(payload) is var error and not 0)
                        throw Errno.Failure(error, IoFailure.Local);
                    break;
            }
        }

        return news;
    }

    /// <returns>False if the message is cut off.</returns>
    private bool Change(ReadOnlySpan<byte> payload, bool isNew)
    {
        if (AddressMessage.Read(payload) is not { } message)
            return false;
        if (message.Address is not { } entry)
            return true; // another family of addresses
        if (isNew && IsUsable(message.Flags))
            _usable.Add(entry);
        else
            _usable.Remove(entry);
        return true;
    }

    // IPv6: whether somebody else has the address is being found out, or was found out.
    private static bool IsUsable(uint flags) =>
        (flags & FlagDadFailed) == 0 && ((flags & FlagTentative) == 0 || (flags & FlagOptimistic) != 0);
}
