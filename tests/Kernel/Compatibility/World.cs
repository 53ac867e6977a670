using System.Text.Json;
using Ldirectord.KernelGuest;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>
/// A world in the guest (world.sh) with one director, the original or ours, as its /usr/sbin/ldirectord, and web servers that can be made
/// to fail.
/// </summary>
internal sealed class World(UmlMachine machine, GuestPipe tool, string name, string program)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public string Name => name;

    public async Task OpenAsync(IEnumerable<string> servers)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Compatibility", "world.sh");
        _ = (await machine.RunAsync(
            $$"""
            mkdir -p /worlds/{{name}}/run /worlds/{{name}}/log /worlds/{{name}}/ha.d
            mkfifo /worlds/{{name}}/commands
            ip netns add {{name}}
            nsenter --net=/run/netns/{{name}} unshare --mount --pid --fork --kill-child --mount-proc \
                sh {{script}} {{name}} {{program}} </dev/null >/dev/console 2>&1 &
            echo $! >/worlds/{{name}}/process
            until [ -d /worlds/{{name}}/run/told ]; do sleep 0.05; done
            pgrep -P $(cat /worlds/{{name}}/process) >/worlds/{{name}}/init
            """)).Text;
        // Its first command is answered once it takes commands.
        _ = (await RunAsync("true")).Text;
        await AskAsync($"open {name} {string.Join(' ', servers)}");
    }

    /// <summary>Ends all its processes.</summary>
    public async Task CloseAsync()
    {
        await AskAsync($"close {name}");
        _ = await machine.RunAsync($"kill -9 $(cat /worlds/{name}/process); ip netns del {name}");
    }

    public Task<CommandResult> RunAsync(string script) => machine.RunAsync(script, Patience, name);

    /// <param name="mode">up, dead, hang or error.</param>
    public Task BecomeAsync(string server, string mode) => AskAsync($"set {name} {server} {mode}");

    /// <summary>The newest look at it: of now, or, where nothing changed, of a second ago.</summary>
    public async Task<WorldSight> LookAsync()
    {
        var file = Path.Combine(machine.Scratch, $"{name}.seen");
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if (Read(file) is { } sight)
                return sight;
            await Task.Delay(50, limit.Token);
        }
    }

    private static WorldSight? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<WorldSight>(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // Not there yet, or being replaced.
            return null;
        }
    }

    private async Task AskAsync(string command)
    {
        var said = await tool.AskAsync(command);
        if (said != "ok")
            throw new InvalidOperationException($"{command}: {said}");
    }
}
