using Ldirectord.Import;

namespace Ldirectord.Tests.Import;

/// <summary>The grammar of keepalived.conf: what becomes of each line.</summary>
public class KeepalivedReaderTests
{
    [Theory]
    [InlineData("a \"b # c\" d # e", "a \"b # c\" d")]
    [InlineData("a ! b", "a")]
    [InlineData("a\\#b # c", "a\\#b")]
    [InlineData("@d1 a\n@d2 b\n@^d2 c\n@^d1 d", "a|c")]
    [InlineData("a {@d2 b\nc } @d1 d }@d2 e\n\"x } @y\"\nops@z", "a {|c }|d }|\"x } @y\"|ops@z")]
    [InlineData("$A=1\nx $A\nx ${A}2\nx $A.2\nx $B", "x 1|x 12|x $A.2|x $B")]
    [InlineData("$A=${B}.1\n$B=10\nx $A\n$B=11\nx $A", "x 10.1|x 11.1")]
    [InlineData("$M= \\\na $N \\\n\n@d2 b \\\nc\n$N=5\n$M", "a 5|c")]
    [InlineData("~SEQ(x, 1, 3) a${x}\n~SEQ(y, 4, -2, 0) b$y\n~SEQ(z, 2) c$z", "a1|a2|a3|b4|b2|b0|c1|c2")]
    [InlineData("~SEQx(h, 0x0a, 0x0b) a$h\n~LST(v, p, q) b$v\n~LST({v,w}, {1,2},{3,4}) c${v}${w}", "aa|ab|bp|bq|c12|c34")]
    [InlineData("~LST(a, 1, 2) ~SEQ(b, 3, 4) x${a}${b}", "x13|x14|x23|x24")]
    [InlineData("x ${_HASH} ${_BANG} ${_INSTANCE}", "x # ! d1")]
    [InlineData("include /nonexistent\na", "a")]
    public void Lines_AreThoseOfKeepalived(string text, string lines) =>
        Assert.Equal(lines, string.Join('|', KeepalivedSource.OfText(text, "d1", "/").Lines.Select(line => line.Text)));

    [Theory]
    [InlineData("virtual_server 1 2 {\nlb_algo rr }\nvrrp_script x {}", "virtual_server(lb_algo) vrrp_script()")]
    [InlineData("virtual_server 1 2\n\n{\nreal_server 3 4{ weight 2 } lb_algo rr\n}", "virtual_server(real_server(weight) lb_algo)")]
    [InlineData("virtual_server 1 2 {\nbogus {\nlb_algo rr\n}\nlb_kind DR\n}", "virtual_server(?bogus lb_algo) ?lb_kind")]
    [InlineData("virtual_server 1 2\nbogus\n{\n}", "virtual_server ?bogus")]
    [InlineData("virtual_server 1 2 {\nreal_server 3 4 {\nweight 1", "virtual_server(real_server(weight))")]
    [InlineData("virtual_server 1 2 {\nbogus\\{ lb_algo rr \\}\n}\nlb_kind DR", "virtual_server(?bogus\\ lb_algo) ?lb_kind")]
    [InlineData("vrrp_instance a {\nvirtual_ipaddress {\n10.0.0.1 dev x\n}\n}\n}", "vrrp_instance(virtual_ipaddress(10.0.0.1))")]
    [InlineData("virtual_server 1 2 {\nsnmp_name \"a b\nlb_algo rr\n}", "virtual_server(lb_algo)")]
    public void Blocks_AreThoseOfKeepalived(string text, string tree)
    {
        var (statements, _) = KeepalivedParser.Parse(KeepalivedSource.OfText(text, "d1", "/").Lines);
        Assert.Equal(tree, string.Join(' ', statements.Select(Shape)));

        static string Shape(KeepalivedStatement statement) => (statement.IsKnown ? "" : "?") + statement.Keyword
            + (statement.Block is { } block ? $"({string.Join(' ', block.Select(Shape))})" : "");
    }

    [Fact]
    public void IncludedFiles_AreReadInOrder_AndEndWhereTheyIncludeThemselves()
    {
        using var folder = new Support.TemporaryFolder();
        folder.Write("b.conf", "b\n");
        folder.Write("a.conf", "a ${_PWD}\n");
        folder.Write("main.conf", "include *.conf\n");
        var main = folder.Write("keepalived.txt", "x\nincludem [ab].conf\ny\n");
        var source = KeepalivedSource.OfFile(main, "d1");
        Assert.Equal(["x", $"a {folder.FullName}", "b", "y"], source.Lines.Select(line => line.Text));
        Assert.Equal("line 1 of a.conf", source.Lines[1].From.ToString());
        Assert.Throws<UnreadableInputException>(() => KeepalivedSource.OfFile(Path.Combine(folder.FullName, "main.conf"), "d1"));
    }

    [Theory]
    [InlineData("$A=$A x\n$A")]
    [InlineData("$A=${B}${B}\n$B=${A}${A}\nx ${A}")]
    [InlineData("$M= \\\n$M \\\n$M\n$M")]
    [InlineData("~SEQ(a, 1, 60000) ~SEQ(b, 1, 60000) x")]
    public void TextWithoutEnd_IsRefused(string text) =>
        Assert.Throws<UnreadableInputException>(() => KeepalivedSource.OfText(text, "d1", "/"));

    [Theory]
    [InlineData("/bin/x a  b", "/bin/x|a|b")]
    [InlineData("/bin/x 'a b' \"c d\" e\\ f", "/bin/x|a b|c d|e f")]
    [InlineData("", "")]
    public void Commands_AreWords(string text, string words) => Assert.Equal(words, string.Join('|', LineGrammar.Command(text)));
}
