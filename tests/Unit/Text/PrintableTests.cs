
using Ldirectord.Text;

namespace Ldirectord.Tests.Text;

public class PrintableTests
{
    [Theory]
    [InlineData("220 mail.example ESMTP", "220 mail.example ESMTP")]
    [InlineData("検査 é 🙂", "検査 é 🙂")]
    [InlineData("a\r\nb\tc\0d\u007f", @"a\x0D\x0Ab\x09c\x00d\x7F")]
    [InlineData("\e]0;title\a\e[31mred", @"\x1B]0;title\x07\x1B[31mred")]
    [InlineData("\u009B31m", @"\xC2\x9B31m")] // the one-character form of ESC [
    [InlineData("user\u202Efc.exe\u200B\u2028", @"user\xE2\x80\xAEfc.exe\xE2\x80\x8B\xE2\x80\xA8")]
    public void ControlAndInvisibleCharacters_AreShownAsBytes(string text, string shown)
    {
        Assert.Equal(shown, Printable.Of(text));
        Assert.Equal(shown, Printable.OfBytes(Latin1.FromText(text)));
        Assert.Equal(shown, Printable.Of(shown));
    }

    [Theory]
    [InlineData("caf\u00E9 ferm\u00E9", @"caf\xE9 ferm\xE9")]
    [InlineData("\u00E6\u00A4", @"\xE6\xA4")] // a character that is cut off
    [InlineData("\u00C3\u00A9 \u00E9", @"é \xE9")]
    [InlineData("\u00FF\u00FE", @"\xFF\xFE")]
    public void BytesThatAreNotUtf8_AreShownAsSuch(string bytes, string shown) => Assert.Equal(shown, Printable.OfBytes(bytes));

    [Fact]
    public void LongText_IsCutBetweenCharacters()
    {
        Assert.Equal("検査…", Printable.Of("検査検", 2));
        Assert.Equal("検査…", Printable.OfBytes(Latin1.FromText("検査検"), 2));
        Assert.Equal("検査", Printable.OfBytes(Latin1.FromText("検査"), 2));
        Assert.Equal(@"\x00\x00…", Printable.OfBytes("\0\0\0", 2));
    }
}
