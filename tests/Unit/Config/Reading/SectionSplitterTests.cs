using System.Text;
using Ldirectord.Config;

namespace Ldirectord.Tests.Config;

public class SectionSplitterTests
{
    private static readonly string s_long = "virtual = 10.0.0.1:80\n" + string.Concat(Enumerable.Repeat(
        "\treal = 10.0.1.1:80 masq\n", 5000));

    [Fact]
    public void File_IsCutWhereALineBeginsInTheFirstColumn() =>
        Assert.Equal(
            [
                (1, "# top\n\n"), (3, "a = 1\n"), (4, "virtual = x\n\treal = y\n# comment\n\n\treal = z\n  odd\n\n"), (11, "virtual = v\n"),
                (12, "b")],
            Pieces("# top\n\na = 1\nvirtual = x\n\treal = y\n# comment\n\n\treal = z\n  odd\n\nvirtual = v\nb"));

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("a")]
    [InlineData("a\n")]
    [InlineData("a\nb")]
    [InlineData("\r\nvirtual\r\n\tx\r\n\f\n\v\n\0\n\n")]
    [InlineData("a\n\n\n\nb\n\n\n#\n \n")]
    public void HoweverTheFileArrives_ThePiecesAreTheSame(string text)
    {
        var whole = Pieces(text);
        Assert.Equal(text, string.Concat(whole.Select(piece => piece.Text)));
        Assert.Equal(whole, Pieces(text, atOnce: 1));
        Assert.Equal(whole, Pieces(text, atOnce: 2));
    }

    [Fact]
    public void PieceOfAnyLength_IsWhole()
    {
        Assert.Equal([(1, "a = 1\n"), (2, s_long), (5003, "b = 2\n")], Pieces($"a = 1\n{s_long}b = 2\n"));
        Assert.Equal([(1, "a = 1\n"), (2, s_long)], Pieces($"a = 1\n{s_long}", atOnce: 1000));
    }

    /// <param name="atOnce">Bytes that the file gives at most when it is read.</param>
    private static List<(int FirstLine, string Text)> Pieces(string text, int atOnce = int.MaxValue)
    {
        using var file = new SlowFile(Encoding.Latin1.GetBytes(text), atOnce);
        var reader = new SectionSplitter(file);
        var pieces = new List<(int, string)>();
        var length = 0;
        while (reader.Read())
        {
            pieces.Add((reader.FirstLine, Encoding.Latin1.GetString(reader.Piece)));
            length += reader.Piece.Length;
            Assert.Equal(length == text.Length, reader.IsLast);
        }

        Assert.Equal(ContentHash.Of(Encoding.Latin1.GetBytes(text)), reader.Fingerprint);
        return pieces;
    }

    private sealed class SlowFile(byte[] content, int atOnce) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, atOnce));
    }
}
