using System.Net;

namespace Ldirectord.Networking;

/// <summary>
/// Reads hosts(5) directly, so that its names do not wait when the name server is silent. Used only if nsswitch.conf(5) asks the file
/// first, and if the file is small.
/// </summary>
internal sealed class HostsFile(string path, string order, TimeProvider time)
{
    /// <summary>Bytes of the largest file that is read.</summary>
    private const long LargestRead = 256 * 1024;

    /// <summary>How often to look whether the file changed.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new(); // guards what follows
    private long? _lookedAt;
    private (DateTime, DateTime) _stamp;
    private Dictionary<string, List<IPAddress>> _addresses = [];

    /// <returns>The name's addresses in the order of the file; null if the file does not have it.</returns>
    public IPAddress[]? Find(string name)
    {
        lock (_gate)
        {
            if (_lookedAt is not { } looked || time.GetElapsedTime(looked) >= PollInterval)
                Look();
            return _addresses.TryGetValue(name, out var found) ? [.. found] : null;
        }
    }

    private void Look()
    {
        _lookedAt = time.GetTimestamp();
        try
        {
            var stamp = (File.GetLastWriteTimeUtc(path), File.GetLastWriteTimeUtc(order));
            if (stamp == _stamp)
                return;
            _addresses = [];
            if (new FileInfo(path).Length <= LargestRead && IsAskedFirst(File.ReadLines(order)))
                _addresses = Parse(File.ReadLines(path));
            _stamp = stamp;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _addresses = [];
        }
    }

    private static bool IsAskedFirst(IEnumerable<string> lines) =>
        lines.Select(Words).FirstOrDefault(words => words is ["hosts:", ..]) is [_, "files", ..];

    private static Dictionary<string, List<IPAddress>> Parse(IEnumerable<string> lines)
    {
        var addresses = new Dictionary<string, List<IPAddress>>(StringComparer.OrdinalIgnoreCase);
        foreach (var words in lines.Select(Words))
        {
            if (words.Length < 2 || !IPAddress.TryParse(words[0], out var address))
                continue;
            foreach (var name in words[1..])
            {
                if (!addresses.TryGetValue(name, out var found))
                    addresses.Add(name, found = []);
                if (!found.Contains(address))
                    found.Add(address);
            }
        }

        return addresses;
    }

    private static string[] Words(string line) => line.Split('#')[0].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
