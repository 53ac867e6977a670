using Ldirectord.Director;
using Ldirectord.Health;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>The operator's files in maintenancedir.</summary>
internal sealed class OperatorsFiles(string directory)
{
    /// <summary>Numbers of the servers that a file takes out.</summary>
    public HashSet<int> InMaintenance { get; } = [];

    /// <summary>Numbers of the servers that a file drains.</summary>
    public HashSet<int> Drained { get; } = [];

    /// <summary>Weights that a file gives: "1", "50%".</summary>
    public Dictionary<int, string> Given { get; } = [];

    public bool IsOut(int server) => Drained.Contains(server) || InMaintenance.Contains(server);

    public async Task MaintainAsync(int server, bool begin)
    {
        _ = begin ? InMaintenance.Add(server) : InMaintenance.Remove(server);
        await PutAsync(server, "", begin ? "" : null);
    }

    public async Task DrainAsync(int server, string? limit)
    {
        _ = limit is null ? Drained.Remove(server) : Drained.Add(server);
        await PutAsync(server, ":80", limit is null ? null : $"\nmode: drain\nlimit: {limit}\n");
    }

    public async Task GiveAsync(int server, string? weight)
    {
        Given.Remove(server);
        if (weight is not null)
            Given.Add(server, weight);
        await PutAsync(server, "+weight", weight is null ? null : $"\nweight: {weight}\n");
    }

    /// <summary>Whether the director has seen what is there about the server.</summary>
    public bool IsNoticed(int server, IEnumerable<ServerSnapshot> shown)
    {
        // The file with the port is the more special one.
        AdminState? mode = Drained.Contains(server) ? AdminState.Drain : InMaintenance.Contains(server) ? AdminState.Maintenance : null;
        return shown.All(one => one.Maintenance?.Mode == mode && $"{one.WeightNote?.Weight}" == Given.GetValueOrDefault(server, ""));
    }

    /// <param name="content">Null to remove the file.</param>
    private async Task PutAsync(int server, string name, string? content)
    {
        string path = Path.Combine(directory, $"{Scene.Address(server)}{name}");
        if (content is null)
        {
            File.Delete(path);
            return;
        }

        string draft = Path.Combine(directory, ".draft");
        await File.WriteAllTextAsync(draft, content);
        File.Move(draft, path, overwrite: true);
    }
}
