using System.Text;

namespace Ldirectord.Tests.Support;

/// <summary>DNS answers, byte by byte.</summary>
public static class DnsBytes
{
    public const int NoError = 0x8180;
    public const int Truncated = 0x0200;

    /// <summary>The answer to a query: its id and question, and these records.</summary>
    public static byte[] Answer(byte[] query, int flags, params byte[][] records) =>
        [.. query[..2], .. Number(flags), 0, 1, .. Number(records.Length), 0, 0, 0, 0, .. query[12..],
            .. records.SelectMany(record => record)];

    /// <summary>A record of the name that was asked about, by a pointer to the question.</summary>
    public static byte[] Record(int type, params byte[] data) =>
        [0xC0, 12, .. Number(type), 0, 1, 0, 0, 0, 5, .. Number(data.Length), .. data];

    public static byte[] A(byte last) => Record(1, 192, 0, 2, last);

    /// <summary>A name without compression.</summary>
    public static byte[] Name(string name) =>
        [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.Latin1.GetBytes(label)]), 0];

    public static byte[] Number(int value) => [(byte)(value >> 8), (byte)value];
}
