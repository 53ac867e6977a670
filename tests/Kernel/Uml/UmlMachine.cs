using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Ldirectord.Kernel.Uml;

/// <summary>
/// A real Linux kernel with IPVS that runs as a program of the host (User-Mode Linux), with a copy-on-write view of the host's file system
/// and a root shell. It needs no privileges, changes nothing on the host, and ends with this object, with this process, or after half an
/// hour, whichever comes first.
/// </summary>
internal sealed partial class UmlMachine : IAsyncDisposable
{
    private static readonly TimeSpan BootDeadline = TimeSpan.FromSeconds(180);
    private const int SIGKILL = 9;

    /// <summary>Guests on each processor.</summary>
    private static readonly int[] s_guests = new int[Environment.ProcessorCount];

    private readonly int _slot;
    private readonly Process _kernel;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _running = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _console = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Task _reading;
    private int _lastId;

    private UmlMachine(Process kernel, int slot, string scratch)
    {
        _kernel = kernel;
        _slot = slot;
        Scratch = scratch;
        _reading = ReadConsoleAsync();
    }

    /// <summary>The kernel on the host; all that runs in it is in its process group.</summary>
    public int ProcessId => _kernel.Id;

    /// <summary>A folder that host and guest both read and write, under the same path. Its files are removed with the machine.</summary>
    public string Scratch { get; }

    /// <param name="megabytes">The guest's memory; the host's is taken only as the guest touches it.</param>
    /// <param name="arguments">More arguments of the kernel, devices for instance.</param>
    public static async Task<UmlMachine> StartAsync(int megabytes = 1024, params string[] arguments)
    {
        var scratch = Directory.CreateTempSubdirectory("uml-").FullName;
        foreach (var script in (string[])["guest-init.sh", "guest-serve.sh"])
            File.Copy(FileBeside(script), Path.Combine(scratch, script));

        var start = new ProcessStartInfo("/bin/sh",
        [
            FileBeside("linux-uml.sh"),
            $"mem={megabytes}M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", "quiet",
            "con0=fd:0,fd:1", "con=null", $"uml_dir={scratch}/uml", .. arguments,
            $"SCRATCH={scratch}", $"MODULES={UmlPackages.Modules}", $"DOTNET={DotnetFolder()}", "init=/bin/sh", "--",
            $"{scratch}/guest-init.sh",
        ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["HOME"] = scratch;
        var slot = TakeSlot();
        start.Environment["SLOT"] = slot.ToString(CultureInfo.InvariantCulture);
        var kernel = Process.Start(start) ?? throw new InvalidOperationException($"{UmlPackages.Kernel} did not start");
        var machine = new UmlMachine(kernel, slot, scratch);
        try
        {
            await machine._ready.Task.WaitAsync(BootDeadline);
            return machine;
        }
        catch (Exception e)
        {
            await machine.DisposeAsync();
            throw new InvalidOperationException($"the User-Mode Linux guest did not come up; its console:\n{machine.ConsoleText()}", e);
        }
    }

    /// <summary>
    /// Runs a script of sh as the guest's root. It ends at the first command that fails (sh -e). Several may run at once. A process it
    /// leaves in the background must not keep its output: redirect it.
    /// </summary>
    /// <param name="deadline">Time after which it is killed, with all it started, exit code 137; 60 s if not given.</param>
    /// <param name="sandbox">A sandbox of the guest (Compatibility/sandbox.sh) in which it runs, instead of the guest itself.</param>
    public async Task<CommandResult> RunAsync(string script, TimeSpan? deadline = null, string? sandbox = null)
    {
        var id = Interlocked.Increment(ref _lastId);
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[id] = done;
        await File.WriteAllTextAsync(PathOf(id, "sh"), script);
        await TellAsync($"run {id} {sandbox}");
        int exitCode;
        try
        {
            exitCode = await done.Task.WaitAsync(deadline ?? TimeSpan.FromSeconds(180));
        }
        catch (TimeoutException)
        {
            await TellAsync($"kill {id} {sandbox}");
            exitCode = await done.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
        var result = new CommandResult(script, exitCode, await TakeFileAsync(PathOf(id, "out")), await TakeFileAsync(PathOf(id, "err")));
        File.Delete(PathOf(id, "sh"));
        return result;
    }

    /// <summary>Starts a program that goes on in the background.</summary>
    /// <param name="command">The program and its arguments, as sh reads them.</param>
    /// <param name="log">File in the guest for what it prints.</param>
    /// <returns>Its process id in the guest.</returns>
    public async Task<int> StartAsync(string command, string log) =>
        int.Parse((await RunAsync($"exec setsid {command} >{log} 2>&1 & echo $!")).Text, CultureInfo.InvariantCulture);

    /// <summary>What the guest's console has shown, for error messages.</summary>
    public string ConsoleText()
    {
        lock (_console)
            return _console.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        // There is nothing in the guest that would have to be saved. The kernel leads a process group of all its host processes, once it
        // has come so far.
        if (!_kernel.HasExited)
        {
            _ = Kill(-_kernel.Id, SIGKILL);
            _kernel.Kill();
        }
        await _kernel.WaitForExitAsync();
        lock (s_guests)
            s_guests[_slot]--;
        await _reading;
        _kernel.Dispose();
        _writing.Dispose();
        try
        {
            Directory.Delete(Scratch, recursive: true);
        }
        catch (IOException)
        {
            // A process of the guest that is not quite dead yet; the folder is in the temporary one.
        }
    }

    /// <returns>The processor with the fewest guests.</returns>
    private static int TakeSlot()
    {
        lock (s_guests)
        {
            var slot = Array.IndexOf(s_guests, s_guests.Min());
            s_guests[slot]++;
            return slot;
        }
    }

    private async Task TellAsync(string line)
    {
        await _writing.WaitAsync();
        try
        {
            if (_reading.IsCompleted)
                throw Ended();
            await _kernel.StandardInput.WriteAsync(line + "\n");
            await _kernel.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private string PathOf(int id, string extension) => Path.Combine(Scratch, $"{id}.{extension}");

    private static async Task<string> TakeFileAsync(string path)
    {
        var text = await File.ReadAllTextAsync(path);
        File.Delete(path);
        return text;
    }

    private async Task ReadConsoleAsync()
    {
        while (await _kernel.StandardOutput.ReadLineAsync() is { } line)
        {
            var words = line.Trim().Split(' ');
            if (words is ["@ready"])
            {
                _ready.TrySetResult();
            }
            else if (words is ["@done", var id, var exitCode] && int.TryParse(id, out var number) && int.TryParse(exitCode, out var code))
            {
                if (_running.TryRemove(number, out var done))
                    done.TrySetResult(code);
            }
            else
            {
                lock (_console)
                    _console.AppendLine(line.TrimEnd());
            }
        }
        _ready.TrySetException(Ended());
        foreach (var done in _running.Values)
            done.TrySetException(Ended());
    }

    private InvalidOperationException Ended() => new($"the guest has ended; its console:\n{ConsoleText()}");

    private static string FileBeside(string name) => Path.Combine(AppContext.BaseDirectory, "Uml", name);

    private static string DotnetFolder() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")).TrimEnd('/');

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
