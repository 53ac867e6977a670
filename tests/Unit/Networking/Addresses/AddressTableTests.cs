using System.Net;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Tests.Networking;

/// <summary>Messages of the kernel about addresses, whole and damaged.</summary>
public class AddressTableTests
{
    private const ushort New = RouteNetlink.MessageNewAddress;
    private const ushort Gone = RouteNetlink.MessageDeleteAddress;
    private static readonly IPAddress s_vip = IPAddress.Parse("192.0.2.10");
    private static readonly IPAddress s_six = IPAddress.Parse("2001:db8::10");

    private readonly AddressTable _table = new();

    [Fact]
    public void AddressThatComesAndGoes_IsLocalMeanwhile()
    {
        Assert.Equal(AddressNews.Changed, _table.Read([.. Message(New, 2, s_vip), .. Message(New, 2, s_six)], 0));
        Assert.True(_table.Take().Has(s_vip));
        Assert.True(_table.Take().Has(s_six));
        _table.Read(Message(Gone, 2, s_vip), 0);
        Assert.False(_table.Take().Has(s_vip));
        Assert.True(_table.Take().Has(s_six));
    }

    [Fact]
    public void AddressOfTwoDevices_IsLocalUntilBothLoseIt()
    {
        _table.Read([.. Message(New, 2, s_vip), .. Message(New, 3, s_vip), .. Message(Gone, 2, s_vip)], 0);
        Assert.True(_table.Take().Has(s_vip));
        _table.Read(Message(Gone, 3, s_vip), 0);
        Assert.False(_table.Take().Has(s_vip));
    }

    [Fact]
    public void AddressOfLo_IsThatOfARealServer()
    {
        _table.Read(Message(New, DeviceAddress.Loopback, s_vip), 0);
        Assert.False(_table.Take().Has(s_vip));
        Assert.Equal(s_vip, Assert.Single(_table.Take().All).Address);
    }

    [Fact]
    public void IPv6AddressWhoseOwnerIsNotSettled_IsNotLocal()
    {
        _table.Read(Message(New, 2, s_six, RouteNetlink.FlagTentative), 0);
        Assert.False(_table.Take().Has(s_six));
        _table.Read(Message(New, 2, s_six, RouteNetlink.FlagTentative | RouteNetlink.FlagOptimistic), 0);
        Assert.True(_table.Take().Has(s_six));
        _table.Read(Message(New, 2, s_six, RouteNetlink.FlagTentative | RouteNetlink.FlagDadFailed), 0);
        Assert.False(_table.Take().Has(s_six));
        _table.Read(Message(New, 2, s_six, 0x80), 0);
        Assert.True(_table.Take().Has(s_six));
    }

    [Fact]
    public void PointToPointDevice_HasItsLocalAddress_NotItsPeers()
    {
        var peer = IPAddress.Parse("192.0.2.99");
        _table.Read(Frame(New, 0, 0, [2, 32, 0, 0, .. BitConverter.GetBytes(4),
            .. Attribute(RouteNetlink.AttributeAddress, peer.GetAddressBytes()),
            .. Attribute(RouteNetlink.AttributeLocal, s_vip.GetAddressBytes())]), 0);
        Assert.True(_table.Take().Has(s_vip));
        Assert.False(_table.Take().Has(peer));
    }

    [Fact]
    public void DatagramCutAnywhere_IsReadToItsEndAndNoFurther_AndAsksForAnotherDump()
    {
        byte[] whole = [.. Message(New, 2, s_vip), .. Message(New, 3, s_six)];
        var first = Message(New, 2, s_vip).Length;
        for (var length = 1; length < whole.Length; length++)
        {
            var news = new AddressTable().Read(whole.AsSpan(0, length), 0);
            Assert.Equal(length != first, news.HasFlag(AddressNews.Lost));
        }
    }

    [Fact]
    public void LengthsThatLie_AreNeverFollowed()
    {
        var whole = Message(New, 2, s_vip);
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (byte value in (byte[])[0, 1, 3, 0x7f, 0xff])
            {
                var damaged = (byte[])whole.Clone();
                damaged[at] = value;
                _ = new AddressTable().Read(damaged, 0); // no exception, whatever it is taken for
            }
        }
    }

    [Fact]
    public void EndOfTheDump_Overrun_AndInterruption_AreTold()
    {
        Assert.Equal(AddressNews.DumpEnded, _table.Read(Frame(RouteNetlink.MessageDone, 0, 7, new byte[4]), 7));
        Assert.Equal(AddressNews.None, _table.Read(Frame(RouteNetlink.MessageDone, 0, 6, new byte[4]), 7));
        Assert.Equal(AddressNews.Lost, _table.Read(Frame(RouteNetlink.MessageOverrun, 0, 0, []), 7));
        Assert.Equal(
            AddressNews.DumpEnded | AddressNews.Lost,
            _table.Read(Frame(RouteNetlink.MessageDone, RouteNetlink.FlagDumpInterrupted, 7, new byte[4]), 7));
        Assert.Throws<IoFailureException>(() => _table.Read(Frame(RouteNetlink.MessageError, 0, 7, BitConverter.GetBytes(-1)), 7));
    }

    [Fact]
    public void KernelOfThisMachine_TellsItsAddresses_WithoutAnyRight()
    {
        using var watcher = new AddressWatcher(_ => { });
        Assert.Null(watcher.Now.Problem);
        Assert.Contains(watcher.Now.Addresses!.All, address => address.IsOnLoopback && address.Address.Equals(IPAddress.Loopback));
    }

    private static byte[] Message(ushort type, int device, IPAddress address, uint flags = 0) => Frame(type, 0, 0,
    [
        (byte)(address.GetAddressBytes().Length == 4 ? 2 : 10), 24, 0, 0, .. BitConverter.GetBytes(device),
        .. Attribute(RouteNetlink.AttributeAddress, address.GetAddressBytes()),
        .. Attribute(RouteNetlink.AttributeFlags, BitConverter.GetBytes(flags)),
    ]);

    private static byte[] Attribute(ushort type, byte[] value) =>
        [.. BitConverter.GetBytes((ushort)(4 + value.Length)), .. BitConverter.GetBytes(type), .. value];

    private static byte[] Frame(ushort type, ushort flags, uint sequence, byte[] payload) =>
    [
        .. BitConverter.GetBytes(16 + payload.Length), .. BitConverter.GetBytes(type), .. BitConverter.GetBytes(flags),
        .. BitConverter.GetBytes(sequence), .. new byte[4], .. payload,
    ];
}
