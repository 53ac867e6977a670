using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>Web servers in the guest, each of which answers with its name and can be made to fail.</summary>
internal sealed class Backends
{
    private readonly UmlMachine _machine;
    private readonly int _pid;
    private readonly string _pipe;

    private Backends(UmlMachine machine, int pid, string pipe) => (_machine, _pid, _pipe) = (machine, pid, pipe);

    /// <param name="servers">NAME=[NETNS@]ADDRESS:PORT of each.</param>
    public static async Task<Backends> StartAsync(UmlMachine machine, IEnumerable<string> servers)
    {
        var pipe = $"/run/backends-{Guid.NewGuid():N}";
        var pid = await machine.StartAsync($"{GuestTool.Command} serve {pipe} {string.Join(' ', servers)}", $"{pipe}.log");
        _ = (await machine.RunAsync($"for i in $(seq 300); do [ -e {pipe} ] && exit 0; sleep 0.1; done; cat {pipe}.log >&2; exit 1")).Text;
        return new Backends(machine, pid, pipe);
    }

    /// <param name="mode">up, dead, hang or error.</param>
    public async Task BecomeAsync(string name, string mode)
    {
        var answer = (await _machine.RunAsync($"echo {name} {mode} >{_pipe}; read -r answer <{_pipe}.done; echo \"$answer\"")).Text.Trim();
        Assert.Equal("ok", answer);
    }

    public Task AllAsync(string mode) => BecomeAsync("all", mode);

    public Task StopAsync() => _machine.RunAsync($"kill {_pid}");
}
