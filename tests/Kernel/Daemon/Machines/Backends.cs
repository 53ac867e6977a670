
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>Web servers in the guest, each of which answers with its name and can be made to fail.</summary>
internal sealed class Backends(UmlMachine machine, GuestPipe pipe, string path)
{
    /// <param name="servers">NAME=[NETNS@]ADDRESS:PORT of each.</param>
    public static async Task<Backends> StartAsync(UmlMachine machine, IEnumerable<string> servers)
    {
        var path = $"/run/backends-{Guid.NewGuid():N}";
        return new Backends(machine, await GuestTool.StartAsync(machine, "serve", path, string.Join(' ', servers)), path);
    }

    /// <param name="mode">up, dead, hang or error.</param>
    public async Task BecomeAsync(string name, string mode) => Assert.Equal("ok", await pipe.AskAsync($"{name} {mode}"));

    public Task AllAsync(string mode) => BecomeAsync("all", mode);

    public Task StopAsync() => machine.RunAsync($"pkill -f '[s]erve {path}'");
}
