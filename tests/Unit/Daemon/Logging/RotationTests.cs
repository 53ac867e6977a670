using System.IO.Compression;
using Ldirectord.Daemon;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Daemon;

/// <summary>The log under logrotate(8) with the file that is shipped.</summary>
public sealed class RotationTests : IDisposable
{
    private const string Program = "/usr/sbin/logrotate";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LogThatIsRotatedWhileItIsWritten_LosesNoLine()
    {
        Tool.Need(Program, "logrotate");
        var log = _folder.Path("ldirectord.log");
        var rules = _folder.Path("rules");
        // More generations than are kept: what is lost is not to be what is old.
        await File.WriteAllTextAsync(
            rules,
            (await File.ReadAllTextAsync(Repository.PathOf("etc", "logrotate.d", "ldirectord"), TestContext.Current.CancellationToken))
                .Replace("/var/log/ldirectord.log", log, StringComparison.Ordinal)
                .Replace("rotate 8", "rotate 99", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        File.SetUnixFileMode(rules, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(_folder.Path(""), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var enough = new CancellationTokenSource();
        var writing = Task.Run(() => Write(log, enough.Token), TestContext.Current.CancellationToken);
        for (var rotation = 0; rotation < 20; rotation++)
            Assert.Equal((0, ""), await Tool.RunAsync(Program, ["--force", "--state", _folder.Path("state"), rules]));
        await enough.CancelAsync();
        var written = await writing;

        var files = Directory.GetFiles(_folder.Path(""), "ldirectord.log*");
        Assert.InRange(files.Length, 3, 21);
        Assert.Equal(Enumerable.Range(0, written), files.SelectMany(Lines).Select(int.Parse).Order());
    }

    private static int Write(string path, CancellationToken enough)
    {
        var log = new LogFile(path, entry => entry.Message);
        var line = 0;
        for (; !enough.IsCancellationRequested; line++)
            log.Write(line.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return line;
    }

    private static IEnumerable<string> Lines(string path)
    {
        using Stream file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress) : file);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
