using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ldirectord.Bench;

/// <summary>Weights that follow time and load: what a slow start writes, and what agents cost. On a table in memory.</summary>
internal static class WeightsBench
{
    private const int Slow = 100;
    private const int Agents = 1000;
    private const int Steps = 20;

    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Figures figures)
    {
        await SlowStartAsync(figures).ConfigureAwait(false);
        await AgentsAsync(figures).ConfigureAwait(false);
    }

    /// <summary>In a process of its own: answers every connection as an idle machine's agent does.</summary>
    public static void Answer()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Any, 0));
        listener.Listen(4096);
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        while (true)
        {
            using var client = listener.Accept();
            client.Send("97%\n"u8);
        }
    }

    private static async Task SlowStartAsync(Figures figures)
    {
        var table = new CountingIpvs();
        var source = new OtherConfig(Read(1 + Slow, $"\tscheduler=wlc\n\tslowstart={Steps}\n\tchecktype=on\n"));
        var alone = Read(1, "\tscheduler=wlc\n\tchecktype=on\n");
        await RunAsync(alone, source, table, async director =>
        {
            director.RequestReload();
            await Task.Delay(TimeSpan.FromSeconds(Steps + 3)).ConfigureAwait(false);
        }).ConfigureAwait(false);
        figures.Add($"slow start of {Slow} servers at once: weights written",
            Figures.Text("{0:#,0} in {1} writes, {2} identical", table.Edits, table.Writes, table.Identical),
            $"{Steps} writes, none identical", table is { Writes: Steps, Identical: 0, Edits: Steps * Slow });
    }

    private static async Task AgentsAsync(Figures figures)
    {
        using var answering = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["answer"]) { RedirectStandardOutput = true })!;
        try
        {
            var port = await answering.StandardOutput.ReadLineAsync().ConfigureAwait(false);
            var settings = $"\tchecktype=on\n\tagentport={port}\n\tagentinterval=1\n";
            var table = new CountingIpvs();
            var used = 0.0;
            await RunAsync(Read(Agents, settings), null, table, async _ =>
            {
                await Task.Delay(TimeSpan.FromSeconds(3)).ConfigureAwait(false);
                var before = Environment.CpuUsage.TotalTime;
                await Task.Delay(s_window).ConfigureAwait(false);
                used = (Environment.CpuUsage.TotalTime - before) / s_window;
            }).ConfigureAwait(false);
            figures.Add(
                $"{Agents:N0} agents asked each second: CPU of the director", Figures.Text("{0:0.0} % of one processor", 100 * used),
                "at most 25 %", used <= 0.25);
        }
        finally
        {
            answering.Kill();
        }
    }

    private static async Task RunAsync(DirectorConfig config, IConfigSource? source, IIpvs table, Func<DirectorLoop, Task> measure)
    {
        using var stopping = new CancellationTokenSource();
        var options = new DirectorOptions { ConfigSource = source ?? new OtherConfig(config), ProbeTime = ReactorTimeProvider.Shared };
        using var director = new DirectorLoop(config, table, options, NullLogger.Instance, TimeProvider.System);
        var running = Task.Run(() => director.RunAsync(stopping.Token));
        await director.FirstRound.ConfigureAwait(false);
        await measure(director).ConfigureAwait(false);
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    private static DirectorConfig Read(int servers, string settings)
    {
        var text = new StringBuilder("checkinterval=1\ncleanstop=no\nvirtual=127.0.0.1:80\n");
        for (var n = 0; n < servers; n++)
            text.Append(CultureInfo.InvariantCulture, $"\treal=127.1.{n / 250}.{1 + (n % 250)}:80 masq 100\n");
        return ConfigReader.ReadText("weights.cf", text.Append(settings).ToString()).Config!;
    }

    private sealed class OtherConfig(DirectorConfig config) : IConfigSource
    {
        public ConfigResult Read(DirectorConfig active) => new(config, []);

        public void Applied(DirectorConfig active, ConfigDelta delta)
        {
        }
    }

    /// <summary>A table in memory that counts changes of weights.</summary>
    private sealed class CountingIpvs : IIpvs
    {
        private readonly InMemoryIpvs _table = new();
        private readonly Dictionary<IPEndPoint, int> _weights = [];

        public int Edits { get; private set; }

        public int Writes { get; private set; }

        public int Identical { get; private set; }

        public IpvsTable Read() => _table.Read();

        public IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids) => _table.Read(ids);

        public IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations)
        {
            var edits = operations.OfType<EditDestination>().ToList();
            foreach (var edit in edits)
            {
                Identical += _weights.GetValueOrDefault(edit.Destination.EndPoint) == edit.Destination.Weight ? 1 : 0;
                _weights[edit.Destination.EndPoint] = edit.Destination.Weight;
            }

            Edits += edits.Count;
            Writes += edits.Count > 0 ? 1 : 0;
            return _table.Apply(operations);
        }
    }
}
