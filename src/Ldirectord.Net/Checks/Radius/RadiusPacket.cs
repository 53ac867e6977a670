using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Ldirectord.Checks;

/// <summary>
/// RADIUS packets (RFC 2865 section 3): writes the Access-Request of a check, and recognises the answer to it.
/// </summary>
[SuppressMessage("Security", "CA5351", Justification = "The protocol requires MD5.")]
internal static class RadiusPacket
{
    public const int MaxPassword = 128;
    public const int MaxName = 253;
    public const int AuthenticatorSize = 16;

    private const byte AccessRequest = 1;
    private const int HeaderSize = 20;
    private const int AuthenticatorAt = 4;
    private const int DigestSize = 16;
    private const byte UserName = 1;
    private const byte UserPassword = 2;
    private const byte NasIpAddress = 4;
    private const byte MessageAuthenticator = 80;
    private const byte NasIpv6Address = 95;

    /// <summary>
    /// An Access-Request with PAP (RFC 2865 section 4.1), signed by a Message-Authenticator in front of all others (RFC 3579 section 3.2;
    /// CVE-2024-3596).
    /// </summary>
    /// <param name="authenticator">16 unpredictable bytes.</param>
    /// <param name="name">Omitted if empty, because an attribute must not be empty.</param>
    /// <param name="nas">Our address.</param>
    public static byte[] Request(byte id, ReadOnlySpan<byte> authenticator, string name, string password, IPAddress nas, string secret)
    {
        var key = Encoding.Latin1.GetBytes(secret);
        var packet = new List<byte>([AccessRequest, id, 0, 0, .. authenticator]);
        Add(MessageAuthenticator, new byte[DigestSize]);
        if (name.Length > 0)
            Add(UserName, Encoding.Latin1.GetBytes(name));
        Add(UserPassword, Hidden(Encoding.Latin1.GetBytes(password), authenticator, key));
        Add(nas.AddressFamily == AddressFamily.InterNetworkV6 ? NasIpv6Address : NasIpAddress, nas.GetAddressBytes());
        var request = packet.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(2), (ushort)request.Length);
        HMACMD5.HashData(key, request).CopyTo(request, HeaderSize + 2);
        return request;

        void Add(byte type, byte[] value) => packet.AddRange([type, (byte)(value.Length + 2), .. value]);
    }

    /// <summary>
    /// Whether a datagram answers a request: same identifier, signed with the secret (RFC 2865 section 3, RFC 3579 section 3.2).
    /// </summary>
    public static bool IsAnswer(ReadOnlySpan<byte> request, ReadOnlySpan<byte> datagram, string secret)
    {
        if (datagram.Length < HeaderSize || datagram[1] != request[1])
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        if (length < HeaderSize || length > datagram.Length)
            return false;
        var key = Encoding.Latin1.GetBytes(secret);
        var signed = datagram[..length].ToArray();
        var given = signed.AsSpan(AuthenticatorAt, AuthenticatorSize).ToArray();
        request.Slice(AuthenticatorAt, AuthenticatorSize).CopyTo(signed.AsSpan(AuthenticatorAt));
        return given.AsSpan().SequenceEqual(MD5.HashData([.. signed, .. key])) && IsSigned(signed, key);
    }

    /// <summary>
    /// The hidden password (RFC 2865 section 5.2): each block of 16 bytes XOR a digest of the secret and the block before it.
    /// </summary>
    internal static byte[] Hidden(ReadOnlySpan<byte> password, ReadOnlySpan<byte> authenticator, ReadOnlySpan<byte> secret)
    {
        var hidden = new byte[Math.Max(1, (password.Length + DigestSize - 1) / DigestSize) * DigestSize];
        password.CopyTo(hidden);
        var before = authenticator;
        for (var block = hidden.AsSpan(); !block.IsEmpty; block = block[DigestSize..])
        {
            var digest = MD5.HashData([.. secret, .. before]);
            for (var i = 0; i < DigestSize; i++)
                block[i] ^= digest[i];
            before = block[..DigestSize];
        }

        return hidden;
    }

    /// <summary>Whether all attributes are well-formed and the Message-Authenticator, if present, is correct.</summary>
    /// <param name="packet">The answer, with its authenticator replaced by the request's.</param>
    private static bool IsSigned(byte[] packet, byte[] key)
    {
        int size;
        for (var at = HeaderSize; at < packet.Length; at += size)
        {
            if (packet.Length - at < 2 || (size = packet[at + 1]) < 2 || packet.Length - at < size)
                return false;
            if (packet[at] != MessageAuthenticator)
                continue;
            if (size != DigestSize + 2)
                return false;
            var value = packet.AsSpan(at + 2, DigestSize);
            var given = value.ToArray();
            value.Clear();
            return given.AsSpan().SequenceEqual(HMACMD5.HashData(key, packet));
        }

        return true;
    }
}
