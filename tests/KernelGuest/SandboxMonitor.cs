using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Ldirectord.Ipvs;

namespace Ldirectord.KernelGuest;

/// <summary>
/// What is seen of a sandbox: the table as the sorted ipvsadm commands that make it, and the text of each file it leaves.
/// </summary>
/// <param name="Look">The number of this look.</param>
/// <param name="Asleep">Number of looks so far that found its daemons waiting, and not for a child.</param>
internal sealed record SandboxState(long Look, long Asleep, string Table, SortedDictionary<string, string> Files);

/// <summary>
/// Looks at a sandbox again and again, and writes what it sees to FOLDER/SANDBOX.seen when it has changed, and each second: no process is
/// started for it.
/// </summary>
internal sealed class SandboxMonitor
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly string _world;
    private readonly string _target;
    private readonly string _processes;
    private readonly Dictionary<string, (long Length, DateTime Time, string Text)> _known = [];
    private volatile bool _stopped;

    public SandboxMonitor(string sandbox, string folder)
    {
        (_world, _target) = (sandbox, Path.Combine(folder, $"{sandbox}.seen"));
        _processes = $"/proc/{File.ReadAllText($"/sandboxes/{sandbox}/init").Trim()}/root/proc";
        // A thread of its own, for good: the table is that of the network namespace the thread is in.
        new Thread(() => NetworkNamespace.Run(sandbox, Watch)) { IsBackground = true }.Start();
    }

    public void Stop() => _stopped = true;

    private bool Watch()
    {
        var ipvs = NetlinkIpvs.Open();
        var written = (Table: "", Files: new SortedDictionary<string, string>(), At: 0L);
        long asleep = 0;
        for (long look = 1; !_stopped; look++, Thread.Sleep(Pause))
        {
            try
            {
                var files = Files();
                if (files.Where(file => file.Key.EndsWith(".pid", StringComparison.Ordinal)).All(file => IsAsleep(file.Value.Trim())))
                    asleep++;
                var sight = new SandboxState(look, asleep, Commands(ipvs.Read()), files);
                if (written.At != 0 && Stopwatch.GetElapsedTime(written.At) < Heartbeat && sight.Table == written.Table
                    && sight.Files.SequenceEqual(written.Files))
                    continue;
                File.WriteAllBytes(_target + "~", JsonSerializer.SerializeToUtf8Bytes(sight));
                File.Move(_target + "~", _target, overwrite: true);
                written = (sight.Table, sight.Files, Stopwatch.GetTimestamp());
            }
            catch (Exception e) when (e is IOException or IpvsException)
            {
                // A file that went while it was looked at; the next look is as good.
            }
        }
        return true;
    }

    // Process numbers are those of the sandbox.
    private bool IsAsleep(string process)
    {
        var folder = $"{_processes}/{process}";
        if (!Directory.Exists(folder))
            return true;
        var state = File.ReadAllText($"{folder}/stat");
        return state.Contains(") Z ", StringComparison.Ordinal)
            || (state.Contains(") S ", StringComparison.Ordinal) && File.ReadAllText($"{folder}/task/{process}/children").Length == 0);
    }

    private static string Commands(IpvsTable table) => string.Concat(table.Services
        .SelectMany(entry => entry.Destinations
            .Select(IpvsOperation (destination) => new AddDestination(entry.Service.Id, destination.Destination))
            .Prepend(new AddService(entry.Service)))
        .Select(operation => IpvsadmFormat.Command(operation) + "\n")
        .Order(StringComparer.Ordinal));

    // The logs, the pid files, and what the programs of the story were told.
    private SortedDictionary<string, string> Files()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (folder, pattern) in (ReadOnlySpan<(string, string)>)[("log", "*"), ("run", "*.pid"), ("run/told", "*")])
        {
            var place = new DirectoryInfo(Path.Combine("/sandboxes", _world, folder));
            foreach (var file in place.Exists ? place.GetFiles(pattern) : [])
                files.Add($"{folder}/{file.Name}", Text(file));
        }
        return files;
    }

    private string Text(FileInfo file)
    {
        if (!_known.TryGetValue(file.FullName, out var known) || (known.Length, known.Time) != (file.Length, file.LastWriteTimeUtc))
            _known[file.FullName] = known = (file.Length, file.LastWriteTimeUtc, File.ReadAllText(file.FullName, Encoding.Latin1));
        return known.Text;
    }
}
