
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>Tests that are scripts in the guest, on a virtual service with two real servers.</summary>
public abstract class ProcessScripts(WebMachine web) : IClassFixture<WebMachine>, IAsyncLifetime
{
    private protected const string Log = DirectorProcess.Log;

    // Functions for the scripts.
    private protected const string Tools = """
        until_true() { for i in $(seq 1200); do if eval "$1"; then return 0; fi; sleep 0.05; done; echo "never: $1" >&2; return 1; }

        """;

    private protected static string Ours => Executable.Path;

    private protected UmlMachine Machine => web.Machine;

    private protected Backends Backends => web.Backends;

    public async ValueTask InitializeAsync() => await web.CleanAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected static string[] Table(string address) =>
        [$"-A -t {address}:80 -s wrr", $"-a -t {address}:80 -r 127.0.2.1:80 -m -w 3", $"-a -t {address}:80 -r 127.0.2.2:80 -m -w 1"];

    private protected static string Configuration(string address, string settings = "") =>
        $"checktimeout=2\nnegotiatetimeout=2\ncheckinterval=1\n{settings}\nvirtual={address}:80\n"
        + "\treal=127.0.2.1:80 masq 3\n\treal=127.0.2.2:80 masq\n\tchecktype=connect\n\tprotocol=tcp\n";

    private protected Task<DirectorProcess> PreparedAsync(string name, string configuration) =>
        DirectorProcess.PrepareAsync(Machine, name, configuration);

    private protected async Task<DirectorProcess> StartedAsync(string name, string configuration)
    {
        var director = await PreparedAsync(name, configuration);
        await director.StartAsync();
        return director;
    }

    /// <summary>What a script prints that may use "until_true CONDITION".</summary>
    private protected async Task<string> TextAsync(string script) =>
        (await Machine.RunAsync(Tools + script, TimeSpan.FromSeconds(300))).Text;
}
