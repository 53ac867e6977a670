using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers.Support;

/// <summary>
/// A real server as a child of the tests: on free ports of both loopback addresses, in a temporary folder, in a process group of its own by
/// which it is frozen, and killed with all it started.
/// </summary>
public abstract partial class RealServer : IAsyncLifetime
{
    private const int SigKill = 9;
    private const int SigCont = 18;
    private const int SigStop = 19;
    private const int Attempts = 5;

    private Process? _process;

    public static TheoryData<string> Loopbacks => ["127.0.0.1", "::1"];

    /// <summary>The program and the Debian package it comes from.</summary>
    protected abstract (string Program, string Package) Software { get; }

    /// <summary>The addresses it listens on.</summary>
    protected virtual IEnumerable<string> Addresses => Loopbacks.Select(address => address.Data);

    /// <summary>Ports it listens on, on each of its addresses; chosen anew for each start.</summary>
    protected int[] Ports { get; private set; } = [];

    protected virtual int PortCount => 1;

    protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("ldirectord-real-");

    public async ValueTask InitializeAsync()
    {
        if (Find(Software.Program) is not { } program)
            return;
        await PrepareAsync();

        // Between our looking for free ports and its listening somebody else may take one.
        for (var attempt = 1; ; attempt++)
        {
            Ports = FreePorts(PortCount);
            _process = Process.Start(new ProcessStartInfo("setsid",
                [.. Launcher, program, .. Configure()])
            { WorkingDirectory = Folder.FullName })!;
            await Eventually.TrueAsync(() => _process.HasExited || IsReady(),
                $"{Software.Program} listening on {string.Join(" and ", Ports)}");
            if (!_process.HasExited)
                return;
            Assert.True(attempt < Attempts, $"{Software.Program} ends with exit status {_process.ExitCode} instead of serving");
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is not null)
        {
            _ = Kill(-_process.Id, EndSignal);
            await _process.WaitForExitAsync();
            await Eventually.TrueAsync(() => Kill(-_process.Id, 0) != 0, "the end of all its processes");
            _process.Dispose();
        }

        Folder.Delete(recursive: true);
    }

    /// <summary>
    /// A UDP port of a loopback address that nobody serves: its socket is connected to itself and takes from nobody else.
    /// </summary>
    public static Socket Unreachable(string address, out IPEndPoint target)
    {
        var ip = IPAddress.Parse(address);
        var socket = new Socket(ip.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(ip, 0));
        target = (IPEndPoint)socket.LocalEndPoint!;
        socket.Connect(target);
        return socket;
    }

    /// <summary>Skips the test, out loud, where the software is not installed; "make test" installs it.</summary>
    public void Require()
    {
        if (_process is null)
            Assert.Skip($"{Software.Program} is not installed: apt-get install {Software.Package}");
    }

    /// <summary>The perfect hang: connections are accepted, by the kernel, and nothing is ever answered.</summary>
    public IDisposable Frozen()
    {
        var group = _process!.Id;
        _ = Kill(-group, SigStop);
        // The signal reaches one thread after the other: on a busy machine another one could still answer.
        Assert.True(SpinWait.SpinUntil(
            () => Directory.EnumerateDirectories("/proc").All(folder => IsStoppedOrAnothers(folder, group)), TimeSpan.FromSeconds(60)));
        return new Thaw(group);
    }

    /// <summary>No thread of the process runs, or the process is of another group; also if it is no process (proc(5), stat).</summary>
    private static bool IsStoppedOrAnothers(string folder, int group)
    {
        try
        {
            return !int.TryParse(Path.GetFileName(folder), out _)
                || Directory.EnumerateDirectories(Path.Combine(folder, "task")).All(thread =>
                {
                    var stat = File.ReadAllText(Path.Combine(thread, "stat"));
                    return stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is [var state, _, var of, ..]
                        && (state is "T" or "Z" or "X" || of != group.ToString(CultureInfo.InvariantCulture));
                });
        }
        catch (IOException)
        {
            return true; // it has ended
        }
    }

    /// <summary>A port of both loopback addresses that is bound and does not listen.</summary>
    public static Socket Refusing(string address, out IPEndPoint target)
    {
        var ip = IPAddress.Parse(address);
        var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(ip, 0));
        target = (IPEndPoint)socket.LocalEndPoint!;
        return socket;
    }

    /// <summary>What has to be done once, before the first start.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>The signal that ends it; one that could not be caught is best, unless it has something to clean up.</summary>
    protected virtual int EndSignal => SigKill;

    /// <summary>Runs a command to its end, which must be a good one.</summary>
    protected async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} ends with exit status {process.ExitCode}: {string.Concat(said)}");
    }

    /// <summary>Whether it serves; by itself, whether all its ports accept connections.</summary>
    protected virtual bool IsReady() => Ports.All(IsListening);

    /// <summary>What starts the program; empty: it starts by itself.</summary>
    protected virtual string[] Launcher => [];

    /// <summary>
    /// For software that listens on one address: one process for each line of arguments, and the end of one is the end of all.
    /// </summary>
    protected static string[] ProcessForEachArgument { get; } = ["bash", "-c", "for arguments; do \"$0\" $arguments & done; wait -n"];

    /// <summary>Writes its configuration and returns its arguments. It must stay in the foreground.</summary>
    protected abstract IEnumerable<string> Configure();

    protected string Write(string name, string text)
    {
        var path = Path.Combine(Folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The program's path; null if it is not installed.</summary>
    protected virtual string? Find(string program) =>
        new[] { "/usr/sbin", "/usr/bin", "/sbin", "/bin" }.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private bool IsListening(int port) => Addresses.All(address =>
    {
        using var socket = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(address, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    });

    private static int[] FreePorts(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp)).ToArray();
        foreach (var socket in sockets)
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        int[] ports = [.. sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port)];
        foreach (var socket in sockets)
            socket.Dispose();
        return ports;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    private sealed class Thaw(int group) : IDisposable
    {
        public void Dispose() => _ = Kill(-group, SigCont);
    }
}
