using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Director;
using Ldirectord.Networking;
using Ldirectord.Platform;
using Ldirectord.Status;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>Files and sockets that the daemon cannot open for lack of descriptors are opened once there is one.</summary>
[Collection(nameof(Shortage))]
public sealed class DescriptorShortageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ClientOfTheStatusSocket_IsAnsweredAfterwards_AndBeginAndEndAreReportedOnce()
    {
        var path = _folder.Path("x.sock");
        var said = new ConcurrentQueue<string?>();
        using var stopping = new CancellationTokenSource();
        var snapshot = new DirectorSnapshot("/etc/ha.d/web.cf", DateTimeOffset.UnixEpoch, DryRun: false, []);
        var serving = new StatusServer(new UnixListener(path), _ => Task.FromResult(snapshot), said.Enqueue).RunAsync(stopping.Token);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await Task.Delay(1, TestContext.Current.CancellationToken); // the clock's thread needs descriptors when it starts
        // Each attempt to accept without a descriptor throws.
        var refusals = 0;
        void Count(object? sender, FirstChanceExceptionEventArgs e) =>
            Interlocked.Add(ref refusals, e.Exception is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } ? 1 : 0);
        AppDomain.CurrentDomain.FirstChanceException += Count;
        using (new DescriptorShortage())
        {
            client.Connect(new UnixDomainSocketEndPoint(path));
            await Eventually.TrueAsync(() => Volatile.Read(ref refusals) >= 3);
        }
        AppDomain.CurrentDomain.FirstChanceException -= Count;
        Assert.True(await client.ReceiveAsync(new byte[100]).WaitAsync(Probing.Ample) > 0);
        await stopping.CancelAsync();
        await serving.WaitAsync(Probing.Ample);
        Assert.Equal(2, said.Count);
        Assert.NotNull(said.First());
        Assert.Null(said.Last());
    }

    [Fact]
    public async Task ConnectionWithADescriptorOfTheUpperHalf_IsNotHeld()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4);
        await Reactor.Shared.PingAsync();
        using var shortage = new DescriptorShortage();
        shortage.LeaveOneMore();
        var end = await HeldConnection.HoldAsync(
            (IPEndPoint)listener.LocalEndPoint!, Probing.Ample, new ManualTime(), CancellationToken.None).WaitAsync(Probing.Ample);
        Assert.True(end.IsOurs);
        Assert.Equal("half of this process's file descriptors are taken (raise LimitNOFILE or ulimit -n)", end.Reason);
    }

    [Fact]
    public void EditedFile_IsReadAfterwards()
    {
        var path = _folder.Write("web.cf", "one");
        var watch = new ConfigFileWatcher(path, ContentHash.OfFile(path));
        _ = watch.Look();
        _ = _folder.Write("web.cf", "another");
        using (new DescriptorShortage())
        {
            for (var look = 0; look < 4; look++)
                Assert.False(watch.Look());
        }
        Assert.True(watch.Look());
        Assert.False(watch.Look());
    }

    [Fact]
    public void MessageForTheServiceManager_IsSentAfterwards()
    {
        var path = _folder.Path("notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        var notifier = new SdNotifier(path);
        using (new DescriptorShortage())
            Assert.False(notifier.Send("READY=1"));
        Assert.True(notifier.Send("READY=1"));
        Assert.Equal(7, manager.Receive(new byte[100]));
    }

    [Fact]
    public async Task ProgramThatFoundNoThread_IsStartedAfterwards()
    {
        // No idle thread may be left: a thread is started only if there is none.
        await Eventually.TrueAsync(() => !Directory.EnumerateDirectories("/proc/self/task").Any(task => NameOf(task) == "start"));
        var program = _folder.Write("check", "#!/bin/sh\nexit 0\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var patience = new CancellationTokenSource(Probing.Ample);
        var runs = new List<Task<ProcessEnd>>();
        using (new DescriptorShortage())
        {
            // Nothing is awaited here: the pool may want a thread for that.
            for (var start = 0; start < 10; start++)
                runs.Add(ChildProcess.RunAsync(program, [], patience.Token).AsTask());
        }

        foreach (var run in runs)
            Assert.Equal(IoFailure.Shortage, (await Assert.ThrowsAsync<IoFailureException>(() => run)).Failure);
        Assert.Equal(0, (await ChildProcess.RunAsync(program, [], patience.Token)).Status);
    }

    /// <returns>Null if it has ended.</returns>
    private static string? NameOf(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/comm").Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
