using System.Text;
using Ldirectord.Cli;

namespace Ldirectord.Tests.Cli;

public class KeyDecoderTests
{
    [Theory]
    [InlineData("j", "j")]
    [InlineData("é", "é")]
    [InlineData("\r", "Enter")]
    [InlineData("\n", "Enter")]
    [InlineData("\t", "Tab")]
    [InlineData("\u007f", "Backspace")]
    [InlineData("\b", "Backspace")]
    [InlineData("\u0003", "^c")]
    [InlineData("\u001a", "^z")]
    [InlineData("\u001b", "Escape")]
    [InlineData("\u001bx", "Escape x")]
    [InlineData("\u001b\u001b[A", "Escape Up")]
    [InlineData("\u001b[A", "Up")]
    [InlineData("\u001bOB", "Down")]
    [InlineData("\u001b[5~", "PageUp")]
    [InlineData("\u001b[6;5~", "PageDown")]
    [InlineData("\u001b[1;2C", "Right")]
    [InlineData("\u001b[H", "Home")]
    [InlineData("\u001b[8~", "End")]
    [InlineData("\u001b[3~", "Delete")]
    [InlineData("\u001b[24~", "Other")]
    [InlineData("\u001b[", "Other")]
    [InlineData("a\u001b[Dq", "a Left q")]
    [InlineData("\U0001F600", "Other")]
    public void Bytes_AreKeys_WhereverTheyAreCut(string typed, string keys)
    {
        var bytes = Encoding.UTF8.GetBytes(typed);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var decoder = new KeyDecoder();
            List<Key> found = [.. decoder.Add(bytes.AsSpan(0, cut)), .. decoder.Add(bytes.AsSpan(cut)), .. decoder.Flush()];
            Assert.Equal(keys, string.Join(' ', found.Select(Words)));
            Assert.False(decoder.IsWaiting);
        }
    }

    [Fact]
    public void AnyBytes_AreReadToTheirEnd()
    {
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var bytes = new byte[random.Next(1, 80)];
            random.NextBytes(bytes);
            bytes[0] = 0x1b;
            var decoder = new KeyDecoder();
            _ = decoder.Add(bytes).Count() + decoder.Flush().Count();
            Assert.False(decoder.IsWaiting);
        }
    }

    private static string Words(Key key) => key.Name switch
    {
        KeyName.Character => $"{key.Character}",
        KeyName.Control => $"^{key.Character}",
        _ => key.Name.ToString(),
    };
}
