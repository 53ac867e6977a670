
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>One daemon for all tests of a class; each gives it another configuration, for a reload takes a tenth of a start.</summary>
public sealed class SharedDirector : IAsyncLifetime
{
    private readonly WebMachine _web = new();
    private DirectorProcess? _director;

    internal UmlMachine Machine => _web.Machine;

    internal Backends Backends => _web.Backends;

    public ValueTask InitializeAsync() => _web.InitializeAsync();

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    /// <summary>
    /// The daemon with this configuration, an empty log and both web servers up. What the last test's configuration named is on its way
    /// out.
    /// </summary>
    internal async Task<DirectorProcess> WithAsync(string configuration)
    {
        if (_director is null)
        {
            await _web.CleanAsync();
            var director = await DirectorProcess.PrepareAsync(Machine, "test", configuration);
            await director.StartAsync();
            return _director = director;
        }
        await Backends.AllAsync("up");
        await Machine.RunAsync($"rm -f {DirectorProcess.Log}");
        await _director.ReloadAsync(configuration);
        return _director;
    }
}
