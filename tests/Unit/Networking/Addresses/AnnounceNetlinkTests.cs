using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Tests.Networking;

public class AnnounceNetlinkTests
{
    [Fact]
    public void Ipv4Address_HasALabelAndAnOrigin()
    {
        var message = AnnounceNetlink.Message(20, 0x600, 5, "dummy0", IPAddress.Parse("10.0.0.1"));
        Assert.Equal(
            "40000000" + "1400" + "0506" + "01000000" + "00000000" // a header of 64 bytes, RTM_NEWADDR
            + "02200000" + "05000000" // AF_INET, /32, the fifth device
            + "08000200" + "0a000001" + "08000100" + "0a000001"
            + "0f000300" + "64756d6d79303a6c76730000" // "dummy0:lvs"
            + "05000b00" + "4c000000",
            Convert.ToHexStringLower(message));
        var read = AddressMessage.Read(message.AsSpan(16));
        Assert.Equal(
            new AddressMessage(new DeviceAddress(5, IPAddress.Parse("10.0.0.1"), 32), 0, "dummy0:lvs", AnnouncedAddress.Origin), read);
    }

    [Fact]
    public void Ipv6Address_IsNotSearchedForASecondHolder()
    {
        var message = AnnounceNetlink.Message(21, 0, 5, "dummy0", IPAddress.Parse("fd00::1"));
        var read = AddressMessage.Read(message.AsSpan(16));
        Assert.Equal(new AddressMessage(new DeviceAddress(5, IPAddress.Parse("fd00::1"), 128), 2, null, AnnouncedAddress.Origin), read);
    }

    [Fact]
    public void LongNameOfAnInterface_LeavesNoRoomForALabel()
    {
        Assert.Equal("anycast-dmy:lvs", AnnouncedAddress.LabelOn("anycast-dmy"));
        Assert.Null(AnnouncedAddress.LabelOn("anycast-dummy"));
        var message = AnnounceNetlink.Message(20, 0, 5, "anycast-dummy", IPAddress.Parse("10.0.0.1"));
        Assert.Null(AddressMessage.Read(message.AsSpan(16))!.Value.Label);
    }

    [Fact]
    public void MessageThatIsCutOff_IsNotRead()
    {
        var message = AnnounceNetlink.Message(20, 0, 5, "dummy0", IPAddress.Parse("10.0.0.1")).AsSpan(16);
        for (var length = 0; length < message.Length; length++)
            _ = AddressMessage.Read(message[..length]);
        Assert.Null(AddressMessage.Read(message[..20]));
    }
}
