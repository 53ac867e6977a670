
using Ldirectord.Text;

namespace Ldirectord.Tests.Text;

public class Latin1Tests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("/usr/bin/true", "/usr/bin/true")]
    [InlineData("\u00C3\u00A9.cf", "é.cf")]
    [InlineData("\u00E6\u00A4\u009C\u00E6\u009F\u00BB.sh", "検査.sh")]
    public void BytesOfUtf8_AreItsText_AndBack(string bytes, string text)
    {
        Assert.Equal(text, Latin1.ToText(bytes));
        Assert.Equal(bytes, Latin1.FromText(text));
        Assert.True(Latin1.IsUtf8(bytes));
        Assert.Equal(text.Length, Latin1.Characters(bytes));
    }

    [Theory]
    [InlineData("caf\u00E9")]
    [InlineData("\u00C3")]
    [InlineData("\u00ED\u00A0\u0080")] // a surrogate
    [InlineData("\u00C0\u00AF")] // overlong
    public void OtherBytes_AreNotUtf8(string bytes) => Assert.False(Latin1.IsUtf8(bytes));
}
