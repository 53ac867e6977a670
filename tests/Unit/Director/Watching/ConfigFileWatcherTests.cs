using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public sealed class ConfigFileWatcherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ldirectord-watch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("in place")]
    [InlineData("by rename")]
    [InlineData("gone and back")]
    public void Edit_IsReportedOnceAtTheSecondLook(string how)
    {
        var path = Path.Combine(_folder, "a.cf");
        File.WriteAllText(path, "one");
        var watch = new ConfigFileWatcher(path, ContentHash.OfFile(path));
        Assert.Equal([false, false], Looks(watch, 2));
        if (how == "gone and back")
        {
            File.Delete(path);
            Assert.Equal([false, false, false], Looks(watch, 3));
        }

        var written = how == "by rename" ? path + "~" : path;
        File.WriteAllText(written, "two!");
        if (written != path)
            File.Move(written, path, overwrite: true);
        Assert.Equal([false, true, false, false], Looks(watch, 4));
        Assert.True(ConfigFileWatcher.Interval * 2 <= TimeSpan.FromSeconds(1));
    }

    /// <summary>The operator must see that the file became irregular, and that it is a file again.</summary>
    [Theory]
    [InlineData("pipe")]
    [InlineData("link to /dev/zero")]
    [InlineData("sparse file")]
    public async Task IrregularFile_IsReportedOnce_AndSoIsTheReturnOfTheFile(string kind)
    {
        var path = Path.Combine(_folder, "a.cf");
        File.WriteAllText(path, "one");
        var watch = new ConfigFileWatcher(path, ContentHash.OfFile(path));
        Assert.Equal([false, false], Looks(watch, 2));
        UnfitFiles.Put(kind, path);
        Assert.Equal(
            "no yes no no", await UnfitFiles.AtOnceAsync(() => string.Join(' ', Looks(watch, 4).Select(look => look ? "yes" : "no"))));
        File.Delete(path);
        File.WriteAllText(path, "one");
        Assert.Equal(
            "no yes no no", await UnfitFiles.AtOnceAsync(() => string.Join(' ', Looks(watch, 4).Select(look => look ? "yes" : "no"))));
    }

    [Fact]
    public void EditOfTheFileBehindALink_IsReported()
    {
        var path = Path.Combine(_folder, "a.cf");
        File.WriteAllText(path + ".real", "one");
        File.CreateSymbolicLink(path, path + ".real");
        var watch = new ConfigFileWatcher(path, ContentHash.OfFile(path));
        Assert.Equal([false, false], Looks(watch, 2));
        File.WriteAllText(path + ".real", "two!");
        Assert.Equal([false, true, false, false], Looks(watch, 4));
    }

    [Fact]
    public void FileThatIsStillBeingWritten_IsWaitedFor()
    {
        var path = Path.Combine(_folder, "a.cf");
        File.WriteAllText(path, "one");
        var watch = new ConfigFileWatcher(path, ContentHash.OfFile(path));
        foreach (var part in new[] { "t", "tw", "two", "two!" })
        {
            File.WriteAllText(path, part);
            Assert.False(watch.Look());
        }

        Assert.True(watch.Look());
    }

    [Fact]
    public void EditBetweenTheReadingAndTheFirstLook_IsNotMissed()
    {
        var path = Path.Combine(_folder, "a.cf");
        File.WriteAllText(path, "one");
        var read = ContentHash.OfFile(path);
        File.WriteAllText(path, "two!");
        Assert.True(new ConfigFileWatcher(path, read).Look());
    }

    [Fact]
    public void FileThatWasOnlyTouched_IsNotReported()
    {
        var path = Path.Combine(_folder, "a.cf");
        File.WriteAllText(path, "one");
        var watch = new ConfigFileWatcher(path, ContentHash.OfFile(path));
        File.SetLastWriteTimeUtc(path, new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal([false, false, false], Looks(watch, 3));
    }

    [Fact]
    public async Task EmptiedFile_RemovesNothing_UntilAReloadIsRequested()
    {
        var path = Path.Combine(_folder, "ldirectord.cf");
        File.WriteAllText(path, "as it was");
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"));
        await using var director = new RunningDirector(Of(service) with { Path = path, AutoReload = true });
        await Eventually.EqualAsync("10.0.1.1:80 1", () => director.In(service));
        var empty = new ConfigResult(Of() with { Path = path, AutoReload = true }, []);
        director.File = empty;
        File.WriteAllText(path, "");
        await director.AdvanceUntilAsync(
            () => director.Log.Lines.Any(line => line.Contains("no longer defines any virtual service", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(3));
        Assert.Equal("10.0.1.1:80 1", director.In(service));
        director.Reload(empty);
        await Eventually.EqualAsync(null, () => director.In(service));
    }

    [Fact]
    public async Task EditWithoutAutoreload_IsLoggedAsIgnored()
    {
        var path = Path.Combine(_folder, "ldirectord.cf");
        File.WriteAllText(path, "as it was");
        await using var director = new RunningDirector(Of(Virtual("10.0.0.1:80", Real("10.0.1.1:80"))) with { Path = path });
        await director.FirstRoundAsync();
        File.WriteAllText(path, "edited");
        await director.AdvanceUntilAsync(() => director.Log.Lines.Contains(" - ignore new configuration"), TimeSpan.FromSeconds(3));
        Assert.Contains($"Configuration file '{path}' has changed on disk", director.Log.Lines);
    }

    [Fact]
    public async Task EditThatAReloadHasRead_StillStartsTheCallback()
    {
        var (path, told) = (Path.Combine(_folder, "ldirectord.cf"), Path.Combine(_folder, "told"));
        var callback = Path.Combine(_folder, "callback");
        File.WriteAllText(callback, $"#!/bin/sh\necho \"$1\" >>{told}\n");
        File.SetUnixFileMode(callback, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(path, "as it was");
        var config = Of(Virtual("10.0.0.1:80", Real("10.0.1.1:80")))
            with
        { Path = path, Callback = callback, Fingerprint = ContentHash.OfFile(path) };
        await using var director = new RunningDirector(config);
        await director.FirstRoundAsync();
        File.WriteAllText(path, "edited");
        director.Reload(new ConfigResult(config with { Fingerprint = ContentHash.OfFile(path) }, []));
        await director.AdvanceUntilAsync(() => File.Exists(told) && File.ReadAllText(told) == $"{path}\n", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void EditThatAReloadHasRead_IsNotReportedAgain()
    {
        var path = Path.Combine(_folder, "ldirectord.cf");
        File.WriteAllText(path, "as it was");
        var watch = new ConfigFileWatcher(path, ContentHash.OfFile(path));
        File.WriteAllText(path, "edited, and reloaded");
        watch.SetBaseline(ContentHash.OfFile(path));
        Assert.Equal([false, false, false], [watch.Look(), watch.Look(), watch.Look()]);
        File.WriteAllText(path, "edited");
        Assert.Equal([false, true, false], [watch.Look(), watch.Look(), watch.Look()]);
    }

    [Fact]
    public async Task RefusedReload_DoesNotConfirmAFileEmptiedLater()
    {
        var path = Path.Combine(_folder, "ldirectord.cf");
        File.WriteAllText(path, "as it was");
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80"));
        await using var director = new RunningDirector(Of(service) with { Path = path, AutoReload = true });
        await Eventually.EqualAsync("10.0.1.1:80 1", () => director.In(service));
        director.Reload(new ConfigResult(null, [new Diagnostic(Severity.Error, path, 3, 0, "unknown directive")]));
        await Eventually.TrueAsync(() => director.Log.Lines.Any(line => line.Contains(
            "Configuration rejected: 1 error", StringComparison.Ordinal)));
        director.File = new ConfigResult(Of() with { Path = path, AutoReload = true }, []);
        File.WriteAllText(path, "");
        await director.AdvanceUntilAsync(
            () => director.Log.Lines.Any(line => line.Contains("no longer defines any virtual service", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(3));
        Assert.Equal("10.0.1.1:80 1", director.In(service));
    }

    private static bool[] Looks(ConfigFileWatcher watch, int count) => [.. Enumerable.Range(0, count).Select(_ => watch.Look())];
}
