using System.Text;
using Ldirectord.Config;

namespace Ldirectord.Tests.Config;

/// <summary>Files that are no configuration, or a monstrous one: each has an answer, in good time.</summary>
public sealed class DamagedFileTests : IDisposable
{
    // Far more than any of them takes, and far less than a quadratic reader would.
    private static readonly TimeSpan InGoodTime = TimeSpan.FromSeconds(60);

    private readonly string _directory = Directory.CreateTempSubdirectory("config").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void MissingFile_IsAnErrorWithoutALine()
    {
        string path = Path.Combine(_directory, "missing.cf");
        var error = Assert.Single(ConfigReader.ReadFile(path).Diagnostics);
        Assert.Equal($"Error [7] reading file {path}: cannot read it: there is no such file", error.Format(7));
    }

    [Fact]
    public void Directory_IsAnError() =>
        Assert.Equal(
            "cannot read it: it is a directory: expected a file", Assert.Single(ConfigReader.ReadFile(_directory).Diagnostics).Message);

    [Fact]
    public void EmptyName_IsAnError() => Assert.Null(ConfigReader.ReadFile("").Config);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("# nothing but a comment")]
    public async Task EmptyFile_IsAConfiguration(string text) => Assert.NotNull((await ReadAsync(Encoding.Latin1.GetBytes(text))).Config);

    [Fact]
    public async Task BinaryFile_HasAnErrorAtItsFirstLine()
    {
        byte[] bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        Assert.Equal(1, (await ReadAsync(bytes)).Errors.First().Line);
    }

    [Fact]
    public async Task BytesBeyondAscii_AreKept()
    {
        var read = await ReadAsync(Encoding.UTF8.GetBytes(
            "virtual=127.0.0.1:80\n\treceive=\"gr\u00fc\u00dfe\"\n\treal=127.0.0.2:80 gate\n"));
        var server = Assert.Single(Assert.Single(read.Config!.VirtualServices).RealServers);
        var check = Assert.IsType<Ldirectord.Checks.HttpCheck>(server.Check);
        Assert.Equal("gr\u00fc\u00dfe", Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(check.Expected.Receive)));
    }

    // One megabyte on one line, of each character that a part of the reader looks for.
    [Theory]
    [InlineData("", "x")]
    [InlineData("", " ")]
    [InlineData("emailalert=", "a ")]
    [InlineData("emailalertstatus=", "all,")]
    [InlineData("fallback=", ":")]
    [InlineData("virtual=", "1")]
    [InlineData("virtual=127.0.0.1:80\n\treal=", "a")]
    [InlineData("virtual=127.0.0.1:80\n\treal=", "a->")]
    [InlineData("virtual=127.0.0.1:80\n\treal=", "1:")]
    [InlineData("virtual6=[::1]:80\n\treal6=", "[a")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2 gate ", " \"")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2 gate ", "\"")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2 gate ", ", ")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2 gate ", " l:")]
    [InlineData("virtual=127.0.0.1:80\n\treal=127.0.0.2 gate", " ")]
    [InlineData("virtual=127.0.0.1:80\n\tchecktype=", "-")]
    [InlineData("virtual=127.0.0.1:80\n\treceive=\"", "a\"")]
    [InlineData("virtual=127.0.0.1:80\n\tschedflags=", "a,")]
    public async Task MegabyteOnOneLine_IsReadInGoodTime(string start, string filling)
    {
        var read = await ReadAsync(Encoding.Latin1.GetBytes(start + string.Concat(Enumerable.Repeat(filling, (1 << 20) / filling.Length))));
        Assert.All(read.Diagnostics, diagnostic => Assert.InRange(diagnostic.Message.Length, 1, 1000));
    }

    [Fact]
    public async Task HundredThousandVirtualServices_AreReadInGoodTime()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 100_000; i++)
            text.Append($"virtual=10.{i >> 16}.{(i >> 8) & 255}.{i & 255}:80\n\treal=127.0.0.2:80 gate\n\tscheduler=rr\n\n");
        Assert.Equal(100_000, (await ReadAsync(Encoding.Latin1.GetBytes(text.ToString()))).Config!.VirtualServices.Length);
    }

    [Fact]
    public async Task SectionOfAHundredThousandLines_IsReadInGoodTime()
    {
        string text = "virtual=127.0.0.1:80\n" + string.Concat(Enumerable.Repeat("\tnosuch=1\n\n", 100_000));
        Assert.Equal(100_000, (await ReadAsync(Encoding.Latin1.GetBytes(text))).Errors.Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void GeneratedFiles_AreEitherConfigurationsOrHaveErrors(int seed)
    {
        var generator = new ConfigurationGenerator(seed);
        for (int i = 0; i < 300; i++)
        {
            string text = generator.Next();
            var read = Reading.Read(text);
            Assert.True(read.Config is null == read.Errors.Any(), $"seed {seed}, file {i}:\n{text}");
        }
    }

    private async Task<ConfigResult> ReadAsync(byte[] bytes)
    {
        string path = Path.Combine(_directory, "test.cf");
        await File.WriteAllBytesAsync(path, bytes);
        return await Task.Run(() => ConfigReader.ReadFile(path)).WaitAsync(InGoodTime);
    }
}
