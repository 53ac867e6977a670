using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ldirectord.Bench;

/// <summary>
/// Programs of checks beside plain checks: 500 servers whose programs take a second each, and 200 connect checks each second. The plain
/// checks must be as punctual as without the programs. On a table in memory.
/// </summary>
internal static class ProgramsBench
{
    private const int Programs = 500;
    private const int Plain = 200;

    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(Figures figures)
    {
        var folder = Directory.CreateTempSubdirectory("bench-programs-");
        try
        {
            var (program, runs) = (Path.Combine(folder.FullName, "program"), Path.Combine(folder.FullName, "runs"));
            await File.WriteAllTextAsync(program, $"#!/bin/sh\necho >>{runs}\nexec sleep 1\n").ConfigureAwait(false);
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var without = await MeasureAsync(null, runs).ConfigureAwait(false);
            var with = await MeasureAsync(program, runs).ConfigureAwait(false);
            Report(figures, without, with);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Report(Figures figures, Measured without, Measured with)
    {
        var most = ProgramPlaces.Most * s_window.TotalSeconds;
        figures.Add($"{Plain} connect checks each second beside {Programs} programs of 1 s: checks in an interval",
            "{0:0.000}", with.Share, "without programs", without.Share, "within 1 %", with.Share >= 0.99 * without.Share);
        figures.Add("the same: longest time from a check of a server to the next",
            "{0:0.00} s", with.LongestGap, "without programs", without.LongestGap, "0.2 s more at most",
            with.LongestGap <= without.LongestGap + 0.2);
        figures.Add("the same: programs run, of those that 16 places allow", Figures.Text("{0:0} %", 100 * with.Runs / most),
            "70 % to 100 %", with.Runs >= 0.7 * most && with.Runs <= 1.02 * most);
        figures.Add("the same: CPU of the director for each run of a program",
            Figures.Text("{0:0.0} ms", 1000 * (with.Cpu - without.Cpu) / with.Runs), "", null);
    }

    private static async Task<Measured> MeasureAsync(string? program, string runs)
    {
        Figures.Say(program is null ? "connect checks without programs" : "connect checks beside programs");
        await File.WriteAllTextAsync(runs, "").ConfigureAwait(false);
        using var web = new CountingListener();
        using var stopping = new CancellationTokenSource();
        var config = Read(web.Port, program);
        var options = new DirectorOptions { ConfigSource = new SameConfig(config), ProbeTime = ReactorTimeProvider.Shared };
        using var director = new DirectorLoop(config, new InMemoryIpvs(), options, NullLogger.Instance, TimeProvider.System);
        var running = Task.Run(() => director.RunAsync(stopping.Token));
        await Task.Delay(s_settle).ConfigureAwait(false);
        var (cpu, begun) = (Environment.CpuUsage.TotalTime, Runs());
        web.Begin();
        await Task.Delay(s_window).ConfigureAwait(false);
        var (checks, longest) = web.End();
        var measured = new Measured(
            checks / (Plain * s_window.TotalSeconds), longest.TotalSeconds, Runs() - begun,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        await ChildProcess.AllEndedAsync().ConfigureAwait(false);
        return measured;

        // Each run appends one byte.
        long Runs() => new FileInfo(runs).Length;
    }

    private static DirectorConfig Read(int port, string? program)
    {
        var text = new StringBuilder("checkinterval=1\nchecktimeout=10\ncleanstop=no\nvirtual=127.0.0.1:80\n");
        for (var n = 0; n < Plain; n++)
            text.Append(CultureInfo.InvariantCulture, $"\treal=127.1.0.{1 + n}:{port} masq\n");
        text.Append("\tchecktype=connect\n");
        if (program is not null)
        {
            text.Append("\nvirtual=127.0.0.2:80\n");
            for (var n = 0; n < Programs; n++)
                text.Append(CultureInfo.InvariantCulture, $"\treal=127.2.{n / 250}.{1 + (n % 250)}:80 masq\n");
            text.Append(CultureInfo.InvariantCulture, $"\tchecktype=external\n\tcheckcommand={program}\n");
        }

        return ConfigReader.ReadText("programs.cf", text.ToString()).Config!;
    }

    /// <param name="Share">Plain checks that were made, of those that the interval allows.</param>
    /// <param name="LongestGap">Seconds.</param>
    /// <param name="Runs">Of the program.</param>
    /// <param name="Cpu">Seconds, of this process, the listener included.</param>
    private sealed record Measured(double Share, double LongestGap, long Runs, double Cpu);

    private sealed class SameConfig(DirectorConfig config) : IConfigSource
    {
        public ConfigResult Read(DirectorConfig active) => new(config, []);

        public void Applied(DirectorConfig active, ConfigDelta delta)
        {
        }
    }

    /// <summary>Accepts connections to any loopback address, and remembers when each address was connected to.</summary>
    private sealed class CountingListener : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly ConcurrentDictionary<IPAddress, long> _last = [];
        private readonly Lock _gate = new();
        private TimeSpan _longest;
        private long _count;

        public CountingListener()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Any, 0));
            _listener.Listen(4096);
            new Thread(Accept) { IsBackground = true }.Start();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

        public void Begin()
        {
            lock (_gate)
                (_longest, _count) = (TimeSpan.Zero, 0);
        }

        public (long Checks, TimeSpan LongestGap) End()
        {
            lock (_gate)
                return (_count, _longest);
        }

        public void Dispose() => _listener.Dispose();

        private void Accept()
        {
            try
            {
                while (true)
                {
                    using var client = _listener.Accept();
                    var (now, server) = (Stopwatch.GetTimestamp(), ((IPEndPoint)client.LocalEndPoint!).Address);
                    lock (_gate)
                    {
                        _count++;
                        if (_last.TryGetValue(server, out var before) && Stopwatch.GetElapsedTime(before, now) is var gap && gap > _longest)
                            _longest = gap;
                        _last[server] = now;
                    }
                }
            }
            catch (SocketException)
            {
                // Disposed of.
            }
        }
    }
}
