using System.Net.Sockets;
using Ldirectord.Daemon;
using Ldirectord.Director;
using Ldirectord.Status;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Daemon;

/// <summary>The socket that show asks, over the daemon's life.</summary>
public sealed class StatusHostedServiceTests : IDisposable
{
    private static readonly DirectorSnapshot s_snapshot = new("/etc/ha.d/web.cf", DateTimeOffset.UnixEpoch, DryRun: false, []);

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OnceStarted_ItListens()
    {
        using var service = Service(_folder.Path("x.sock"), _ => Task.FromResult(s_snapshot));
        await service.StartAsync(CancellationToken.None);
        Assert.NotEmpty(await FetchAsync(_folder.Path("x.sock")) ?? []);
        await service.StopAsync(CancellationToken.None);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task SocketThatCannotBeMadeAtTheStart_IsMadeLater_AndEachIsSaidOnce()
    {
        var path = _folder.Path("later/x.sock");
        using var service = Service(path, _ => Task.FromResult(s_snapshot));
        await service.StartAsync(CancellationToken.None);
        var expected = $"The show command does not work (retry every second): cannot listen on {path}: ";
        Assert.Contains(_log.Lines, line => line.StartsWith(expected, StringComparison.Ordinal));
        Directory.CreateDirectory(_folder.Path("later"));
        await Eventually.TrueAsync(() => File.Exists(path));
        Assert.NotEmpty(await FetchAsync(path) ?? []);
        Assert.Equal("The show command works again", _log.Lines.Last());
        Assert.Equal(2, _log.Lines.Count);
        await service.StopAsync(CancellationToken.None);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task WhateverFailsInTheServer_IsSaid_AndItServesAgain()
    {
        var path = _folder.Path("x.sock");
        var asked = 0;
        using var service = Service(
            path, _ => ++asked == 1 ? Task.FromException<DirectorSnapshot>(new InvalidOperationException("never seen"))
                : Task.FromResult(s_snapshot));
        await service.StartAsync(CancellationToken.None);
        _ = await FetchAsync(path);
        await Eventually.TrueAsync(() => _log.Lines.Any(line => line.EndsWith("never seen", StringComparison.Ordinal)));
        byte[]? answer = null;
        await Eventually.TrueAsync(() => (answer = FetchAsync(path).GetAwaiter().GetResult()) is { Length: > 0 });
        await service.StopAsync(CancellationToken.None);
        Assert.Equal("/etc/ha.d/web.cf", StatusReport.FromJson(answer).Config);
    }

    private StatusHostedService Service(string path, Func<CancellationToken, Task<DirectorSnapshot>> snapshot) =>
        new(new StatusServer(new UnixListener(path), snapshot), _log);

    private static Task<byte[]?> FetchAsync(string path) => Task.Run(() =>
    {
        try
        {
            return StatusClient.Fetch(path);
        }
        catch (SocketException)
        {
            return null; // it went away while it was asked
        }
    }).WaitAsync(Probing.Ample);
}
