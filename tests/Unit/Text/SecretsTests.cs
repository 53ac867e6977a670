using System.Text;
using Ldirectord.Text;

namespace Ldirectord.Tests.Text;

public class SecretsTests
{
    [Theory]
    [InlineData("no hunter2 here", "no *** here")]
    [InlineData("no HUNTER2, Hunter2 and hunter2hunter2", "no ***, *** and ***")]
    [InlineData("xhunter2y", "x***y")]
    [InlineData("%68unter2 and hunter%32", "*** and ***")]
    [InlineData(@"hunter\2", "***")]
    [InlineData("it began with \"hunt\"…", "it began with \"***\"…")]
    [InlineData("it began with hunte…", "it began with ***…")]
    [InlineData("a hunt, of a hunter", "a hunt, of a hunter")]
    [InlineData("response=0123456789abcdef0123456789ABCDEF!", "response=***!")]
    public void Secret_IsTakenOutInEveryForm(string text, string shown) => Assert.Equal(shown, Secrets.Hide(text, ["hunter2"]));

    [Theory]
    [InlineData("hunter2")]
    [InlineData("u:hunter2")]
    [InlineData("\0u\0hunter2")]
    [InlineData("\0me\0hunter2")]
    [InlineData("me\0me\0hunter2")]
    [InlineData("hunter2 with more behind it")]
    public void InBase64_TheWholeOfItIsTakenOut(string encoded)
    {
        var base64 = Convert.ToBase64String(Encoding.Latin1.GetBytes(encoded));

        foreach (var form in new[] { base64, base64.TrimEnd('='), base64.ToUpperInvariant(), base64.Replace('+', '-').Replace('/', '_') })
            Assert.Equal("AUTH *** (no)", Secrets.Hide($"AUTH {form} (no)", ["hunter2"]));
    }

    [Fact]
    public void ShorterSecretInsideALongerOne_LeavesNothingOfEither()
    {
        Assert.Equal("no *** here", Secrets.Hide("no hunter2000 here", ["hunter2", "hunter2000"]));
        Assert.Equal("no *** here", Secrets.Hide("no hunter2000 here", ["hunter2000", "hunter2"]));
        Assert.Equal("no *** here", Secrets.Hide("no abcdefghi here", ["abcdef", "defghi"]));
    }

    [Theory]
    [InlineData("p\u00C3\u00A4ss word+/&", "p%C3%A4ss+word%2B%2F%26")]
    [InlineData("p\u00C3\u00A4ss word+/&", "p%c3%a4ss%20word+/&")]
    [InlineData("p\u00C3\u00A4ss word+/&", "PÄSS WORD+/&")]
    [InlineData("p\u00C3\u00A4ss word+/&", "p\u00C3\u00A4ss word+/&")]
    [InlineData("caf\u00E9\u00E9", @"caf\xE9\xE9")]
    [InlineData("caf\u00E9\u00E9", "caf%E9%e9")]
    [InlineData("quote\"d", "quote\\\"d")]
    public void SecretOfOtherCharacters_IsTakenOut(string secret, string said) =>
        Assert.Equal("no *** here", Secrets.Hide($"no {said} here", [secret]));

    [Theory]
    [InlineData("a", "a bad password, at a", "a bad password, at a")]
    [InlineData("ok", "ok: books are not ok.", "***: books are not ***.")]
    [InlineData("pop", "popular POP, :pop@", "popular ***, :***@")]
    [InlineData("pop", "it began with po…", "it began with po…")]
    public void ShortSecret_IsTakenOutOnlyAsAWord(string secret, string text, string shown) =>
        Assert.Equal(shown, Secrets.Hide(text, [secret]));

    [Fact]
    public void WithoutASecret_NothingIsTakenOut()
    {
        const string Text = "100% of \\ it: 0123456789abcdef0123456789abcdef";
        Assert.Equal(Text, Secrets.Hide(Text, []));
        Assert.Equal(Text, Secrets.Hide(Text, ["", ""]));
        Assert.Equal("a % at the end %4", Secrets.Hide("a % at the end %4", ["hunter2"]));
        Assert.Equal("\\ at the end \\", Secrets.Hide("\\ at the end \\", ["hunter2"]));
    }

    [Theory]
    [InlineData("http://u:p@host/x", "http://***@host/x")]
    [InlineData("to https://u@host:1 and ftp://a:b@c@d", "to https://***@host:1 and ftp://***@d")]
    [InlineData("//u:p@host", "//***@host")]
    [InlineData("http://host/a@b", "http://host/a@b")]
    [InlineData("mailto:a@b // c@d", "mailto:a@b // c@d")]
    public void UserInfoOfUrls_IsTakenOut(string text, string shown) => Assert.Equal(shown, Secrets.HideUserInfo(text));
}
