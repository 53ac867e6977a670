using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>A client in the namespace "client" that has connected to port 80, and says nothing until it asks.</summary>
internal sealed class HeldConnection
{
    private readonly UmlMachine _machine;
    private readonly string _name;
    private readonly int _process;

    private HeldConnection(UmlMachine machine, string name, int process) => (_machine, _name, _process) = (machine, name, process);

    public static async Task<HeldConnection> OpenAsync(UmlMachine machine, string address)
    {
        var name = $"/run/held-{Guid.NewGuid():N}";
        var process = await machine.StartAsync(
            $"ip netns exec client bash -c 'exec 3<>/dev/tcp/{address}/80; touch {name}; until [ -e {name}.ask ]; do sleep 0.1; done; "
                + $"printf \"GET / HTTP/1.0\\r\\n\\r\\n\" >&3; timeout 20 cat <&3 >{name}.answer; touch {name}.end'",
            $"{name}.errors");
        _ = (await machine.RunAsync(
            $"until [ -e {name} ]; do [ ! -s {name}.errors ] || {{ cat {name}.errors; exit 1; }}; sleep 0.05; done")).Text;
        return new HeldConnection(machine, name, process);
    }

    /// <summary>Asks over the connection.</summary>
    /// <returns>What the server answered, head and body; empty if it did not.</returns>
    public async Task<string> AskAsync() =>
        (await _machine.RunAsync(
            $"touch {_name}.ask; until [ -e {_name}.end ]; do sleep 0.05; done; cat {_name}.answer")).Text
        .Replace("\r", "", StringComparison.Ordinal);

    /// <summary>Closes the connection. Does nothing if the connection is closed.</summary>
    public async Task CloseAsync() =>
        await _machine.RunAsync($"kill {_process}; while [ -d /proc/{_process} ]; do sleep 0.05; done 2>/dev/null");
}
