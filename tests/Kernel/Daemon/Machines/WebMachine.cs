
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// One machine with two web servers for all tests of a class: starting either takes longer than most tests. Each test begins with
/// <see cref="CleanAsync"/>: both servers up, no daemon, nothing a daemon leaves, an empty table.
/// </summary>
public sealed class WebMachine : IAsyncLifetime
{
    private readonly SharedMachine _shared = new();
    private Backends? _backends;

    internal UmlMachine Machine => _shared.Machine;

    /// <summary>web1 at 127.0.2.1:80 and [fd00::21]:80, web2 at 127.0.2.2:80; web1-6 is web1's second address.</summary>
    internal Backends Backends => _backends ?? throw new InvalidOperationException("the test has not called CleanAsync");

    public ValueTask InitializeAsync() => _shared.InitializeAsync();

    public ValueTask DisposeAsync() => _shared.DisposeAsync();

    internal async Task CleanAsync()
    {
        // Each of our daemons holds a lock that names its process.
        _ = (await Machine.RunAsync(
            """
            for file in /var/run/ldirectord.*.lock; do
                if read -r pid phase <"$file"; then kill -9 "$pid" || true; fi
            done 2>/dev/null
            rm -rf /var/run/ldirectord.* /var/log/ldirectord.log* /etc/ha.d/*
            ipvsadm -C
            """)).Text;
        if (_backends is null)
        {
            _ = (await Machine.RunAsync("ip -6 addr add fd00::21/128 dev lo nodad")).Text;
            _backends = await Backends.StartAsync(Machine, ["web1=127.0.2.1:80", "web2=127.0.2.2:80", "web1-6=[fd00::21]:80"]);
        }
        else
        {
            await _backends.AllAsync("up");
        }
    }
}
