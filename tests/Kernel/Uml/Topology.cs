using System.Globalization;
using System.Text.Json;

namespace Ldirectord.Kernel.Uml;

/// <summary>
/// A client, a director and real servers in network namespaces of one machine (topology.sh), with a server on port 80 of each, for HTTP and
/// for datagrams, that answers with its name: "rs1", "rs2"…
/// </summary>
internal sealed class Topology
{
    private readonly UmlMachine _machine;
    private readonly GuestPipe _backends;

    private Topology(UmlMachine machine, GuestPipe backends)
    {
        _machine = machine;
        _backends = backends;
    }

    public static async Task<Topology> CreateAsync(UmlMachine machine, int servers = 3)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Uml", "topology.sh");
        _ = (await machine.RunAsync($"sh {script} {servers}")).Text;
        var backends = Enumerable.Range(1, servers).Select(n => $"rs{n}=rs{n}@[::]:80");
        return new Topology(machine, await GuestTool.StartAsync(machine, "serve", "/run/backends", string.Join(' ', backends)));
    }

    /// <param name="number">0..9.</param>
    public static string VirtualAddress(int number) => $"10.1.0.{100 + number}";

    public static string VirtualAddress6(int number) => $"fd00:1::{100 + number}";

    /// <param name="number">From 1.</param>
    public static string ServerAddress(int number) => $"10.2.0.{10 + number}";

    public static string ServerAddress6(int number) => $"fd00:2::{10 + number}";

    /// <summary>Makes a web server "dead" (refuses), "hang" (accepts and never answers), "error" (answers 500) or "up" again.</summary>
    /// <param name="name">"rs1", or "all".</param>
    public async Task SetAsync(string name, string mode)
    {
        var said = await _backends.AskAsync($"{name} {mode}");
        if (said != "ok")
            throw new InvalidOperationException($"{name} {mode}: {said}");
    }

    /// <summary>Asks from the client's namespace, again and again, until it is stopped.</summary>
    public Task<TopologyClient> StartClientAsync(string url, string options = "") => StartAsync("client", url, options);

    /// <summary>Sends datagrams from the client's namespace, all from one port, until it is stopped.</summary>
    /// <param name="target">ADDRESS:PORT.</param>
    public Task<TopologyClient> StartDatagramsAsync(string target) => StartAsync("datagrams", target, "--every 50 --timeout 1000");

    private async Task<TopologyClient> StartAsync(string verb, string target, string options)
    {
        var name = $"/run/client-{Guid.NewGuid():N}";
        var pid = await _machine.StartAsync($"ip netns exec client {GuestTool.Command} {verb} {target} {name}.log {options}",
            $"{name}.totals");
        _ = (await _machine.RunAsync($"until [ -s {name}.log ]; do sleep 0.02; done")).Text;
        return new TopologyClient(_machine, name, pid);
    }
}

/// <summary>A client that runs in the guest.</summary>
internal sealed class TopologyClient(UmlMachine machine, string name, int pid)
{
    /// <summary>Waits until so many more requests have been answered or have failed.</summary>
    public async Task WaitForRequestsAsync(int count) =>
        _ = (await machine.RunAsync($"n=$(wc -l <{name}.log); until [ $(wc -l <{name}.log) -ge $((n + {count})) ]; do sleep 0.05; "
            + "done")).Text;

    /// <summary>Waits until so many requests have been answered, whatever failed before.</summary>
    public async Task WaitForAnswersAsync(int count) =>
        _ = (await machine.RunAsync($"until [ $(grep -c ' ok ' {name}.log) -ge {count} ]; do sleep 0.05; done")).Text;

    /// <summary>Waits until this server has answered so many more requests.</summary>
    public async Task WaitForAnswersFromAsync(string server, int count) =>
        _ = (await machine.RunAsync($"n=$(grep -c ' ok {server}$' {name}.log || true); until [ $(grep -c ' ok {server}$' {name}.log) -ge "
            + $"$((n + {count})) ]; do sleep 0.05; done")).Text;

    /// <summary>Waits until so many more requests have failed.</summary>
    public async Task WaitForFailuresAsync(int count) =>
        _ = (await machine.RunAsync($"n=$(grep -c ' failed ' {name}.log || true); until [ $(grep -c ' failed ' {name}.log) -ge $((n "
            + $"+ {count})) ]; do sleep 0.05; done")).Text;

    /// <summary>The last answers, "ok NAME" or "failed REASON" each.</summary>
    public async Task<string[]> LastAsync(int count) =>
        (await machine.RunAsync($"tail -n {count} {name}.log | cut -d' ' -f2-")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The answers so far, with the milliseconds since 1970 at which each was asked for.</summary>
    public async Task<IReadOnlyList<(long At, string Name)>> AnswersAsync() =>
        [.. (await machine.RunAsync($"sed -n 's/ ok / /p' {name}.log")).Lines.Select(line => line.Split(' '))
            .Select(words => (long.Parse(words[0], CultureInfo.InvariantCulture), words[1]))];

    /// <summary>Stops it, and waits until it has printed its totals.</summary>
    public async Task<ClientTotals> StopAsync()
    {
        var text = (await machine.RunAsync($"kill {pid}; while [ -d /proc/{pid} ]; do sleep 0.02; done; cat {name}.totals")).Text;
        return ClientTotals.Parse(text);
    }
}

/// <param name="Answers">How often each server answered.</param>
/// <param name="Failures">"MILLISECONDS REASON", time since 1970.</param>
internal sealed record ClientTotals(int Requests, IReadOnlyDictionary<string, int> Answers, IReadOnlyList<string> Failures)
{
    public static ClientTotals Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new ClientTotals(
            root.GetProperty("requests").GetInt32(),
            root.GetProperty("answers").EnumerateObject().ToDictionary(answer => answer.Name, answer => answer.Value.GetInt32()),
            [
                .. root.GetProperty("failures").EnumerateArray().Select(failure =>
                    string.Create(CultureInfo.InvariantCulture,
                        $"{failure.GetProperty("at").GetInt64()} {failure.GetProperty("reason").GetString()}")),
            ]);
    }
}
