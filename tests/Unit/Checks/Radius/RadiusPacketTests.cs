using System.Net;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ldirectord.Checks;

namespace Ldirectord.Tests.Checks;

public class RadiusPacketTests
{
    // RFC 2865 section 7.1: User Telnet to Specified Host.
    private const string Secret = "xyzzy5461";
    private static readonly byte[] s_authenticator = Convert.FromHexString("0F403F9473978057BD83D5CB98F4227A");
    private static readonly byte[] s_request = Convert.FromHexString(
        "01000038" + "0F403F9473978057BD83D5CB98F4227A" + "01066E656D6F" + "02120DBE708D93D413CE3196E43F782A0AEE" + "0406C0A80110"
            + "050600000003");
    private static readonly byte[] s_accept =
        Convert.FromHexString("02000026" + "86FE220E7624BA2A1005F6BF9B55E0B2" + "060600000001" + "0F0600000000" + "0E06C0A80103");

    [Fact]
    public void Password_IsHiddenAsInTheRfc() =>
        Assert.Equal(
            "0DBE708D93D413CE3196E43F782A0AEE",
            Convert.ToHexString(RadiusPacket.Hidden("arctangent"u8, s_authenticator, Encoding.ASCII.GetBytes(Secret))));

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(128, 128)]
    public void HiddenPassword_HasWholeBlocks_AndIsReadBack(int length, int hiddenLength)
    {
        var password = Encoding.ASCII.GetBytes(new string('p', length));

        var hidden = RadiusPacket.Hidden(password, s_authenticator, "s"u8);

        Assert.Equal(hiddenLength, hidden.Length);
        byte[] shown = [.. hidden.Chunk(16)
            .SelectMany((block, i) => RadiusPacket.Hidden(block, i == 0 ? s_authenticator : hidden.AsSpan(i * 16 - 16, 16), "s"u8))];
        Assert.Equal(password, shown[..length]);
        Assert.All(shown[length..], b => Assert.Equal(0, b));
    }

    [Fact]
    public void AnswerOfTheRfc_IsAnswer()
    {
        Assert.True(RadiusPacket.IsAnswer(s_request, s_accept, Secret));
        Assert.True(RadiusPacket.IsAnswer(s_request, [.. s_accept, 1, 2, 3], Secret)); // padding: section 3
        Assert.False(RadiusPacket.IsAnswer(s_request, s_accept, "xyzzy5462"));
    }

    [Fact]
    public void EachByteOfAnAnswer_IsSigned()
    {
        for (var at = 0; at < s_accept.Length; at++)
        {
            var changed = s_accept.ToArray();
            changed[at] ^= 1;
            Assert.False(RadiusPacket.IsAnswer(s_request, changed, Secret), $"byte {at}");
        }
    }

    [Fact]
    public void EveryTruncation_IsNoAnswer()
    {
        for (var length = 0; length < s_accept.Length; length++)
            Assert.False(RadiusPacket.IsAnswer(s_request, s_accept.AsSpan(0, length), Secret));
    }

    [Fact]
    public void Request_IsAsInTheRfc_SignedFirst()
    {
        var request = RadiusPacket.Request(7, s_authenticator, "nemo", "arctangent", IPAddress.Parse("192.168.1.16"), Secret);

        var text = Convert.ToHexString(request);
        Assert.StartsWith("01070044" + "0F403F9473978057BD83D5CB98F4227A" + "5012", text, StringComparison.Ordinal);
        Assert.EndsWith("01066E656D6F" + "02120DBE708D93D413CE3196E43F782A0AEE" + "0406C0A80110", text, StringComparison.Ordinal);
        Assert.Equal(Hmac(request, 22), request[22..38]);
    }

    [Fact]
    public void RequestOverIpv6_NamesItsAddress()
    {
        var request = RadiusPacket.Request(7, s_authenticator, "", "p", IPAddress.IPv6Loopback, Secret);

        Assert.EndsWith("5F12" + "00000000000000000000000000000001", Convert.ToHexString(request), StringComparison.Ordinal);
        Assert.Equal([80, 2, 95], Types(request)); // no User-Name: it may not be empty
    }

    [Fact]
    public void MessageAuthenticatorOfAnAnswer_MustBeRight()
    {
        var answer = Signed([2, 0, 0, 0, .. s_authenticator, 18, 3, (byte)'x', 80, 18, .. new byte[16]], 25);
        Assert.True(RadiusPacket.IsAnswer(s_request, answer, Secret));

        // Wrong under a right Response Authenticator, which an attacker may be able to make (CVE-2024-3596).
        var forged = Sealed([2, 0, 0, 0, .. s_authenticator, 18, 3, (byte)'x', 80, 18, .. Enumerable.Repeat((byte)7, 16)]);
        Assert.False(RadiusPacket.IsAnswer(s_request, forged, Secret));
    }

    [Theory]
    [InlineData(18, 1, 0)]
    [InlineData(18, 0, 0)]
    [InlineData(18, 4, 0)]
    [InlineData(80, 3, 0)]
    public void BrokenAttribute_IsNoAnswer(byte type, byte length, byte value) =>
        Assert.False(RadiusPacket.IsAnswer(s_request, Sealed([2, 0, 0, 0, .. s_authenticator, type, length, value]), Secret));

    [Fact]
    public void ArbitraryAttributes_AreReadWithoutHarm() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            _ = RadiusPacket.IsAnswer(s_request, bytes, Secret);
            _ = RadiusPacket.IsAnswer(s_request, Sealed([2, 0, 0, 0, .. s_authenticator, .. bytes]), Secret);
        }).QuickCheckThrowOnFailure();

    /// <summary>An answer with its Response Authenticator.</summary>
    internal static byte[] Sealed(byte[] answer, string secret = Secret)
    {
        (answer[2], answer[3]) = ((byte)(answer.Length >> 8), (byte)answer.Length);
#pragma warning disable CA5351 // the protocol's
        MD5.HashData([.. answer, .. Encoding.ASCII.GetBytes(secret)]).CopyTo(answer, 4);
#pragma warning restore CA5351
        return answer;
    }

    private static byte[] Signed(byte[] answer, int at)
    {
        (answer[2], answer[3]) = ((byte)(answer.Length >> 8), (byte)answer.Length);
        Hmac(answer, at).CopyTo(answer, at);
        return Sealed(answer);
    }

    private static byte[] Hmac(byte[] packet, int at)
    {
        var unsigned = packet.ToArray();
        unsigned.AsSpan(at, 16).Clear();
#pragma warning disable CA5351 // the protocol's
        return HMACMD5.HashData(Encoding.ASCII.GetBytes(Secret), unsigned);
#pragma warning restore CA5351
    }

    private static IEnumerable<int> Types(byte[] packet)
    {
        for (var at = 20; at < packet.Length; at += packet[at + 1])
            yield return packet[at];
    }
}
