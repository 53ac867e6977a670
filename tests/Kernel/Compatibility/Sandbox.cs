using System.Text.Json;
using Ldirectord.Kernel.Uml;
using Ldirectord.KernelGuest;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>
/// A sandbox in the guest (sandbox.sh) with one director, the original or ours, as its /usr/sbin/ldirectord, and web servers that can be
/// made to fail.
/// </summary>
internal sealed class Sandbox(UmlMachine machine, GuestPipe tool, string name, string program)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public string Name => name;

    public async Task OpenAsync(IEnumerable<string> servers)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Compatibility", "sandbox.sh");
        _ = (await machine.RunAsync(
            $$"""
            mkdir -p /sandboxes/{{name}}/run /sandboxes/{{name}}/log /sandboxes/{{name}}/ha.d
            mkfifo /sandboxes/{{name}}/commands
            ip netns add {{name}}
            nsenter --net=/run/netns/{{name}} unshare --mount --pid --fork --kill-child --mount-proc \
                sh {{script}} {{name}} {{program}} </dev/null >/dev/console 2>&1 &
            echo $! >/sandboxes/{{name}}/process
            until [ -d /sandboxes/{{name}}/run/told ]; do sleep 0.05; done
            pgrep -P $(cat /sandboxes/{{name}}/process) >/sandboxes/{{name}}/init
            """)).Text;
        // Its first command is answered once it takes commands.
        _ = (await RunAsync("true")).Text;
        await AskAsync($"open {name} {string.Join(' ', servers)}");
    }

    /// <summary>Ends all its processes.</summary>
    public async Task CloseAsync()
    {
        await AskAsync($"close {name}");
        _ = await machine.RunAsync($"kill -9 $(cat /sandboxes/{name}/process); ip netns del {name}");
    }

    public Task<CommandResult> RunAsync(string script) => machine.RunAsync(script, Patience, name);

    /// <param name="mode">up, dead, hang or error.</param>
    public Task BecomeAsync(string server, string mode) => AskAsync($"set {name} {server} {mode}");

    /// <summary>The newest look at it: of now, or, where nothing changed, of a second ago.</summary>
    public async Task<SandboxState> LookAsync()
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

    private static SandboxState? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<SandboxState>(File.ReadAllBytes(file));
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
