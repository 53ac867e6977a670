using Ldirectord.Status;

namespace Ldirectord.Tests.Status;

public class HtmlWriterTests
{
    [Theory]
    [InlineData("<b>", "&lt;b&gt;")]
    [InlineData("a & b", "a &amp; b")]
    [InlineData("\" ' onload='x", "&quot; &#39; onload=&#39;x")]
    [InlineData("two\r\nlines\u202E", @"two\x0D\x0Alines\xE2\x80\xAE")]
    public void Text_CannotBecomeMarkup(string text, string html)
    {
        Assert.Equal($"<p>{html}</p>", new HtmlWriter().Element("p", text).ToString());
        Assert.Equal($"<p title=\"{html}\"></p>", new HtmlWriter().Open("p", ("title", text)).Close().ToString());
    }

    [Fact]
    public void Attribute_WithoutAValueIsLeftOut_AndWithAnEmptyOneIsItsName() =>
        Assert.Equal("<input checked>", new HtmlWriter().Void("input", ("value", null), ("checked", "")).ToString());

    [Fact]
    public void LongText_IsCutOff() =>
        Assert.Equal(HtmlWriter.MaximumText + "<p>…</p>".Length, new HtmlWriter().Element("p", new string('x', 5000)).ToString().Length);

    [Fact]
    public void Lines_AreThoseOfThePrintableText() =>
        Assert.Equal("<pre>GET /\nHost: x\n\nend</pre>",
            new HtmlWriter().Open("pre").Lines(@"GET /\x0D\x0AHost: x\x0D\x0A\x0D\x0Aend").Close().ToString());

    [Fact]
    public void ElementThatIsLeftOpen_IsAnError() =>
        Assert.Throws<InvalidOperationException>(() => new HtmlWriter().Open("p").ToString());
}
