using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Ldirectord.Web;

/// <summary>The directors behind a console.</summary>
/// <param name="configured">Empty for every director of this machine that is no dry run, whenever it was started.</param>
/// <param name="folder">Where the sockets of this machine's directors are.</param>
internal sealed class DirectorSet(ImmutableArray<DirectorAddress> configured, string folder = "/var/run") : IDisposable
{
    private const string Prefix = "ldirectord.", Ending = ".http.sock";

    /// <summary>A directory of other things may be large.</summary>
    private const int Most = 100;

    private readonly ConcurrentDictionary<DirectorAddress, DirectorClient> _clients = [];

    /// <summary>Until the head of an answer has come.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>In an answer's body.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>By name.</summary>
    public ImmutableArray<DirectorAddress> All => configured.IsEmpty ? Discover() : configured;

    /// <returns>Null if there is no director of this name.</returns>
    public DirectorClient? Find(string name) => All.FirstOrDefault(address => address.Name == name) is { } found ? ClientOf(found) : null;

    public DirectorClient ClientOf(DirectorAddress address) =>
        _clients.GetOrAdd(address, key => new DirectorClient(key, Patience, Silence));

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private ImmutableArray<DirectorAddress> Discover()
    {
        try
        {
            var found =
                from path in Directory.EnumerateFiles(folder, $"{Prefix}*{Ending}")
                let name = Path.GetFileName(path)[Prefix.Length..^Ending.Length]
                where DirectorAddress.IsName(name) && !name.EndsWith(".dry-run", StringComparison.Ordinal)
                orderby name
                select new DirectorAddress(name, path, null);
            return [.. found.Take(Most)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
