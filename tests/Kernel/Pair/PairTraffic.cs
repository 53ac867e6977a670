using System.Globalization;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Pair;

/// <summary>The clients of a pair: for each service one with an open connection, and one that connects for every request.</summary>
/// <param name="services">Names of the services.</param>
/// <param name="mayLoseConnections">Whether those with an open connection may lose it.</param>
internal sealed class PairTraffic(
    UmlMachine world, string folder, int pid, IReadOnlyList<string> services, bool mayLoseConnections)
{
    /// <summary>So many answers without a failure in between: the service is there again.</summary>
    private const int Enough = 10;

    public static async Task<PairTraffic> StartAsync(
        UmlMachine world, IReadOnlyList<(string Name, string Url)> services, bool mayLoseConnections)
    {
        var folder = $"/run/clients-{Guid.NewGuid():N}";
        var targets = services.Select(service => $"{service.Name}={service.Url}");
        var pid = await world.StartAsync(
            $"ip netns exec client {GuestTool.Command} clients {folder} {string.Join(' ', targets)} --every 100 --timeout 1000",
            $"{folder}.totals");
        var traffic = new PairTraffic(world, folder, pid, [.. services.Select(service => service.Name)], mayLoseConnections);
        await traffic.IsServedAsync();
        return traffic;
    }

    /// <summary>
    /// Waits until every client has been answered again and again, from now on. One that has lost its connection never is: that ends the
    /// wait, unless it may.
    /// </summary>
    public async Task IsServedAsync()
    {
        var clients = services.Count * (mayLoseConnections ? 1 : 2);
        var logs = mayLoseConnections ? "*.anew" : "*";
        var served = await world.RunAsync(
            $$"""
            until [ "$(ls {{folder}} 2>/dev/null | wc -l)" = {{services.Count * 2}} ]; do sleep 0.1; done
            cd {{folder}}
            counts() { wc -l {{logs}} | grep -v total; }
            before=$(counts)
            until
                { echo "$before"; counts; } | awk '{ n[$2] = $1 - n[$2] } END { for (file in n) if (n[file] < {{Enough}}) exit 1 }' &&
                    [ "$(tail -q -n {{Enough}} {{logs}} | grep -c ' ok ')" = {{clients * Enough}} ]
            do
                {{(mayLoseConnections ? "true" : "! grep ' failed ' *.open || exit 1")}}
                sleep 0.3
            done
            """,
            TimeSpan.FromMinutes(2));
        Assert.True(served.ExitCode == 0, $"exit code {served.ExitCode}: {served.Output}{served.Errors}"
            + (await world.RunAsync($"cd {folder}; tail -n 5 *; cat {folder}.totals; ip -n client neigh; ip -n rs1 neigh")).Output);
    }

    /// <summary>Ends the clients.</summary>
    public async Task<IReadOnlyList<ClientRecord>> StopAsync()
    {
        var records = new List<ClientRecord>();
        await world.RunAsync($"kill {pid}; while [ -d /proc/{pid} ]; do sleep 0.05; done");
        foreach (var name in services)
        {
            foreach (var kind in (string[])["open", "anew"])
                records.Add(ClientRecord.Parse($"{name}.{kind}", (await world.RunAsync($"cat {folder}/{name}.{kind}")).Lines));
        }
        return records;
    }
}

/// <param name="Failures">Requests that were not answered.</param>
/// <param name="LongestGap">Between two answered requests, as they were sent.</param>
/// <param name="Servers">Names of those that answered.</param>
internal sealed record ClientRecord(string Client, int Requests, int Failures, TimeSpan LongestGap, IReadOnlySet<string> Servers)
{
    /// <param name="lines">"MILLISECONDS ok NAME" or "MILLISECONDS failed REASON".</param>
    public static ClientRecord Parse(string client, IReadOnlyList<string> lines)
    {
        var answered = lines.Select(line => line.Split(' ', 3)).Where(words => words[1] == "ok").ToArray();
        var times = answered.Select(words => long.Parse(words[0], CultureInfo.InvariantCulture)).ToArray();
        return new ClientRecord(
            client, lines.Count, lines.Count - answered.Length,
            TimeSpan.FromMilliseconds(times.Zip(times.Skip(1), (earlier, later) => later - earlier).DefaultIfEmpty().Max()),
            answered.Select(words => words[2]).ToHashSet(StringComparer.Ordinal));
    }
}
