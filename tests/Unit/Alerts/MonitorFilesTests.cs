using System.Text.RegularExpressions;
using Ldirectord.Alerts;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Config.Reading;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Alerts;

/// <summary>monitorfile: a line for each result, in the form of Perl ldirectord.</summary>
public sealed class MonitorFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("real=127.0.0.1:9 masq 5|checktype=connect", "connect tcp 127.0.0.1 9 5 masq / ")]
    [InlineData("real=127.0.0.1:9 masq|checktype=external|checkcommand=/bin/false", "external /bin/false tcp 127.0.0.1 9 1 masq / ")]
    [InlineData(
        "real=127.0.0.1:9 masq|service=http|virtualhost=www.x.org|checkport=99|request=\"a\"",
        "negotiate http tcp 127.0.0.1 9 www.x.org 99 1 masq /a ")]
    [InlineData("real=127.0.0.1:9 masq 1 \"/own\", \"\"|service=http|request=\"a\"", "negotiate http tcp 127.0.0.1 9 1 masq /own ")]
    [InlineData(
        "real=127.0.0.1:9 masq|service=simpletcp|request=\"PING\\n\"|receive=\"PONG\"",
        "negotiate simpletcp tcp 127.0.0.1 9 1 masq /PINGn PONG")]
    [InlineData("real=127.0.0.1:9 gate 7|checktype=connect|protocol=udp", "connect udp 127.0.0.1 9 7 gate / ")]
    [InlineData(
        "real=127.0.0.1:9 masq|checktype=3|service=http|request=\"/x\"|receive=\"ok\"",
        "combined http tcp 127.0.0.1 9 1 masq /x ok")]
    [InlineData(
        "real=127.0.0.1:9 masq|checktype=external|checkcommand=/\u00E6\u00A4\u009C\u00E9",
        "external /検\\xE9 tcp 127.0.0.1 9 1 masq / ")]
    [InlineData("real=127.0.0.1:9 masq|checktype=on", null)]
    public void Check_HasTheOriginalsIdentity(string section, string? identity) =>
        Assert.Equal(identity, Server($"{section}|monitorfile={_folder.Path("monitor")}").MonitorId);

    [Fact]
    public async Task EachResult_IsALine_AlsoAfterTheFileWasRotated()
    {
        var (path, backend) = (_folder.Path("monitor"), new Backend());
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80", backend) with { MonitorId = "connect tcp" }) with { MonitorFile = path };
        await using var director = new RunningDirector(Of(service));
        await Eventually.TrueAsync(() => File.Exists(path) && File.ReadAllText(path).EndsWith('\n'));
        Assert.Matches(
            new Regex(@"^\[\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\] \[\d+\] connect tcp \[up\] fine\n$"),
            File.ReadAllText(path));
        File.Move(path, _folder.Path("monitor.1"));

        backend.Die("100% gone | really");

        const string last = "connect tcp [down] 100%25 gone %7C really\n";
        await director.AdvanceUntilAsync(
            () => File.Exists(path) && File.ReadAllText(path).EndsWith(last, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
    }

    /// <summary>A pipe without a reader would block the writer for ever.</summary>
    [Fact]
    public async Task PipeInPlaceOfTheFile_IsReportedOnce_AndTheFileIsWrittenOnceItIsBack()
    {
        var files = new MonitorFiles(_log, TimeProvider.System);
        var path = _folder.Path("monitor");
        UnfitFiles.Put("pipe", path);
        files.Write(path, "connect", true, "lost");
        await Eventually.TrueAsync(() => _log.Lines.Count > 0);
        Assert.Equal(
            $"monitorfile {path} cannot be written: it is a named pipe: expected a file; its lines are lost until it is writable again",
            Assert.Single(_log.Lines));
        File.Delete(path);
        files.Write(path, "connect", true, "fine");
        await Eventually.TrueAsync(() => File.Exists(path) && File.ReadAllText(path).EndsWith("[up] fine\n", StringComparison.Ordinal));
        await files.DrainAsync();
    }

    [Fact]
    public async Task UnwritableFile_IsReportedOnce()
    {
        var files = new MonitorFiles(_log, TimeProvider.System);

        files.Write(_folder.FullName, "connect", true, "fine");
        await Eventually.TrueAsync(() => _log.Lines.Count > 0);
        files.Write(_folder.FullName, "connect", true, "fine");
        await files.DrainAsync();

        Assert.StartsWith($"monitorfile {_folder.FullName} cannot be written: ", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }
}
