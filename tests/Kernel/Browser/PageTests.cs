using Ldirectord.Status;
using Ldirectord.Tests.Support;
using Ldirectord.Tests.Web;
using Ldirectord.Web;

namespace Ldirectord.Kernel.Browser;

/// <summary>The page over recorded reports, as a browser, a terminal and the checkers of HTML and accessibility see it.</summary>
public sealed class PageTests : IAsyncLifetime
{
    /// <summary>Bytes of a picture in docs/images.</summary>
    private const int MaximumPicture = 150 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("page-");
    private readonly List<PageServer> _servers = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task HostileTexts_StayTexts_InEveryPlace() =>
        await BrowserTools.ScenarioAsync("hostile", Serve(PageSample.Hostile(DateTimeOffset.UtcNow)));

    [Fact]
    public async Task Page_IsValid_Accessible_AndSaysTheSameWithoutTheScript() =>
        await BrowserTools.ScenarioAsync("plain", Serve(PageSample.Afternoon(DateTimeOffset.UtcNow)));

    [Fact]
    public async Task Keyboard_Drains_StreamIsShown_AndItsLossIsSaid() =>
        await BrowserTools.ScenarioAsync("steer", Serve(PageSample.Afternoon(DateTimeOffset.UtcNow)));

    [Fact]
    public async Task TenThousandServers_AreFound_AndFewRowsDrawn() =>
        await BrowserTools.ScenarioAsync("large", Serve(PageSample.Large(DateTimeOffset.UtcNow)));

    [Fact]
    public async Task SeveralDirectors_AreToldApart()
    {
        var north = Serve(PageSample.Afternoon(DateTimeOffset.UtcNow), "north");
        var south = Serve(PageSample.Afternoon(DateTimeOffset.UtcNow), "south");
        await using var console = await RunningConsole.StartAsync(
            new DirectorAddress("north", north, null), new DirectorAddress("south", south, null));
        await BrowserTools.ScenarioAsync("directors", $"http://{console.EndPoint}", north, south);
    }

    [Fact]
    public async Task Terminal_ReadsThePage()
    {
        var socket = Serve(PageSample.Afternoon(DateTimeOffset.UtcNow));
        var page = await ReadAsync(socket, "/");
        Assert.Contains("• at risk 10.20.1.15:443 tcp:10.20.0.1:443 certificate expires in 8d", page, StringComparison.Ordinal);
        Assert.Matches(
            @"(?m)^down +10\.20\.1\.13:443 masq +3m\d\ds +– of 4 +· +· +· +0\.3 ms +cannot connect: connection refused +99\.68 %", page);
        Assert.Matches(@"(?m)^ +UDP 10\.20\.0\.53:53 +2 of 2 up sh sh-port 610 conn/s · 179 GB in · answers do not pass here", page);
        Assert.Matches(@"(?m)^draining +10\.20\.1\.14:443 masq +26m\d\ds +0 of 4 +37 +3 +204 .* kernel upgrade, by alice, until ", page);
        var server = await ReadAsync(socket, "/servers/10.20.1.13%3A443");
        Assert.Contains("100 checks: 81 passed, 19 failed", server, StringComparison.Ordinal);
        Assert.Contains("GET /health?key=*** HTTP/1.1\nHost: 10.20.1.13\n", server, StringComparison.Ordinal);
        Assert.Contains("16 real = 10.20.1.13:443 masq 4\n", server, StringComparison.Ordinal);
    }

    /// <summary>PICTURES=docs/images keeps them.</summary>
    [Fact]
    public async Task Pictures_AreMade_AndSmall()
    {
        var folder = Environment.GetEnvironmentVariable("PICTURES") is { Length: > 0 } kept
            ? Directory.CreateDirectory(Repository.PathOf(kept)).FullName
            : _folder.CreateSubdirectory("pictures").FullName;
        await BrowserTools.ScenarioAsync("pictures", Serve(PageSample.Afternoon(DateTimeOffset.UtcNow)), folder);
        var pictures = new DirectoryInfo(folder).GetFiles("page-*.png");
        _ = await BrowserTools.RunAsync(
            "pngquant", ["--force", "--ext", ".png", "--speed", "1", "--strip", "128", .. pictures.Select(picture => picture.FullName)]);
        Assert.Equal(5, pictures.Length);
        Assert.All(pictures, picture => Assert.InRange(new FileInfo(picture.FullName).Length, 5_000, MaximumPicture));
    }

    [Fact]
    public void LockFile_HasNoAddresses() =>
        Assert.DoesNotContain("://", File.ReadAllText(Path.Combine(BrowserTools.Folder, "package-lock.json")), StringComparison.Ordinal);

    private static async Task<string> ReadAsync(string socket, string resource)
    {
        var (status, body) = (await HttpSocketClient.GetAsync(socket, resource))!.Value;
        Assert.Equal(200, status);
        var file = Path.Combine(Path.GetDirectoryName(socket)!, "read.html");
        await File.WriteAllBytesAsync(file, body);
        return await BrowserTools.RunAsync("w3m", ["-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", "200", file]);
    }

    /// <returns>The socket.</returns>
    private string Serve(StatusReport report, string name = "http")
    {
        Assert.SkipWhen(BrowserTools.WhatIsMissing() is not null, BrowserTools.WhatIsMissing() ?? "");
        var server = new PageServer(Path.Combine(_folder.FullName, $"{name}.sock"), report);
        _servers.Add(server);
        return server.Socket;
    }
}
