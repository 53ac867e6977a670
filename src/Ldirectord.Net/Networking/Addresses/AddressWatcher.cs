using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ldirectord.Platform;
using static Ldirectord.Networking.RouteNetlink;

namespace Ldirectord.Networking;

/// <summary>
/// Tells at once when an address of this machine comes or goes: the kernel sends a message for each (rtnetlink(7)), nobody looks. If
/// messages are lost all addresses are asked for again.
/// </summary>
internal sealed class AddressWatcher : IDisposable
{
    /// <summary>From a failure to the next attempt.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private const int FirstAnswerMilliseconds = 2000;
    private const int MostFirstDatagrams = 10_000;
    private const int ReceiveBuffer = 1 << 20;
    private const int LongestDatagram = 64 * 1024;
    private const int MsgTruncate = 0x20; // MSG_TRUNC: recv returns the whole length

    private readonly CancellationTokenSource _stop = new();
    private readonly Action<AddressReport> _changed;
    private readonly byte[] _buffer = new byte[LongestDatagram];

    // After the first answer used on the reactor's thread only.
    private AddressTable _table = new();
    private AddressReport _told;
    private uint _dump; // sequence number of the dump that runs; 0 if none
    private uint _sequence;

    /// <summary>Watches from now on.</summary>
    /// <param name="changed">Called on the reactor's thread; must not block.</param>
    public AddressWatcher(Action<AddressReport> changed)
    {
        _changed = changed;
        _told = new AddressReport(null, "");
        var fd = -1;
        try
        {
            fd = Open();
            ReceiveFirst(fd);
            _told = new AddressReport(_table.Take(), null);
        }
        catch (IoFailureException e)
        {
            if (fd >= 0)
                _ = Libc.Close(fd);
            fd = -1;
            _told = new AddressReport(null, e.Message);
        }

        Now = _told;
        var stopping = _stop.Token;
        Reactor.Shared.Post(() => _ = RunAsync(fd, stopping));
    }

    /// <summary>The addresses when the watch began.</summary>
    public AddressReport Now { get; }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private int Open()
    {
        var fd = Libc.Socket(FamilyNetlink, Libc.SockRaw | Libc.SockNonblock | Libc.SockCloexec, ProtocolRoute);
        if (fd < 0)
            throw Errno.Failure(Errno.Last, IoFailure.Local);
        Libc.SetSocketOption(fd, Libc.SolSocket, Libc.SoReceiveBuffer, ReceiveBuffer);
        // struct sockaddr_nl: family, padding, port id, groups.
        Span<byte> address = stackalloc byte[12];
        MemoryMarshal.Write(address, (ushort)FamilyNetlink);
        MemoryMarshal.Write(address[8..], GroupsOfAddresses);
        if (Libc.Bind(fd, address, address.Length) == 0 && TryAsk(fd))
            return fd;
        var error = Errno.Last;
        _ = Libc.Close(fd);
        throw Errno.Failure(error, IoFailure.Local);
    }

    /// <summary>Asks for all addresses; what is known is forgotten.</summary>
    private bool TryAsk(int fd)
    {
        _table = new AddressTable();
        _dump = ++_sequence == 0 ? ++_sequence : _sequence;
        var request = AskForAddresses(_dump);
        return Libc.Send(fd, request, request.Length, 0) == request.Length;
    }

    /// <summary>The kernel answers a request at once.</summary>
    private unsafe void ReceiveFirst(int fd)
    {
        for (var datagrams = 0; _dump != 0; datagrams++)
        {
            var entry = new Libc.PollEntry { Fd = fd, Events = Libc.PollIn };
            // Addresses that change all the time interrupt each dump: they are told later.
            if (datagrams > MostFirstDatagrams || Libc.Poll(&entry, 1, FirstAnswerMilliseconds) <= 0)
                throw new IoFailureException(IoFailure.Local, "the kernel does not answer");
            ReceiveAll(fd);
        }
    }

    private async Task RunAsync(int fd, CancellationToken stopping)
    {
        do
        {
            try
            {
                using var descriptor = new EpollDescriptor(fd >= 0 ? fd : Open(), stopping);
                while (true)
                {
                    ReceiveAll(descriptor.Fd);
                    if (_dump == 0)
                        Tell(new AddressReport(_table.Take(), null));
                    await descriptor.ReadyAsync().ConfigureAwait(false);
                }
            }
            catch (IoFailureException e)
            {
                fd = -1;
                Tell(new AddressReport(null, e.Message));
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(RetryInterval, ReactorTimeProvider.Shared, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Reactor.Shared.EnterAsync();
        }
        while (!stopping.IsCancellationRequested);
    }

    private void Tell(AddressReport now)
    {
        if (now.SameAs(_told))
            return;
        _told = now;
        _changed(now);
    }

    /// <summary>Receives what is there. What was lost is asked for again.</summary>
    private void ReceiveAll(int fd)
    {
        var lost = false;
        Span<byte> sender = stackalloc byte[12];
        while (true)
        {
            var senderLength = sender.Length;
            var length = (int)Libc.ReceiveFrom(fd, _buffer, _buffer.Length, MsgTruncate, sender, ref senderLength);
            var error = length < 0 ? Errno.Last : 0;
            if (error == Errno.TryAgain)
                break;
            if (error == Errno.NoBuffers || length > _buffer.Length)
                lost = true;
            else if (error is not (0 or Errno.Interrupted))
                throw Errno.Failure(error, IoFailure.Local);
            else if (error == 0 && IsKernel(sender, senderLength))
                lost |= Take(_buffer.AsSpan(0, length));
        }

        if (lost && !TryAsk(fd))
            throw Errno.Failure(Errno.Last, IoFailure.Local);
    }

    /// <returns>Whether something was lost.</returns>
    private bool Take(ReadOnlySpan<byte> datagram)
    {
        var news = _table.Read(datagram, _dump);
        if (news.HasFlag(AddressNews.DumpEnded))
            _dump = 0;
        return news.HasFlag(AddressNews.Lost);
    }

    // Its port id is 0; any other process has one.
    private static bool IsKernel(ReadOnlySpan<byte> sender, int length) =>
        length == sender.Length && BinaryPrimitives.ReadUInt32LittleEndian(sender[4..]) == 0;
}
