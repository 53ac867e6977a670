using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ldirectord.Bench;

/// <summary>A check that is counted.</summary>
internal sealed record Counted(Check Of) : Check(Of.Target, Of.Timeout)
{
    private static long s_begun;

    public static long Begun => Volatile.Read(ref s_begun);

    public override string Kind => Of.Kind;

    public override bool IsNonBlocking => Of.IsNonBlocking;

    public override ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref s_begun);
        return Of.RunAsync(ct);
    }
}

/// <summary>
/// A director on a table in memory whose servers are checked as often as the timers allow: most are pinged (which costs least), some
/// accept, some speak http, some refuse, some come and go, and every other second the configuration is read again with a server more or
/// less. It prints how many checks it has done, every second.
/// </summary>
internal static class SoakEngine
{
    private const int Closed = 9;

    // With 1,800 servers this is as much as one processor does while nginx has the other.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10);

    public static async Task RunAsync()
    {
        var options = new DirectorOptions { ConfigSource = new ChangingConfig(), ProbeTime = ReactorTimeProvider.Shared };
        using var director = new DirectorLoop(Read(0).Config!, new InMemoryIpvs(), options, NullLogger.Instance, TimeProvider.System);
        _ = Task.Run(() => director.RunAsync(CancellationToken.None));
        for (var second = 1; ; second++)
        {
            using var mortal = second % 2 == 0 ? new MortalPort() : null;
            await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            if (second % 2 == 0)
                director.RequestReload();
            // As the daemon does it after a large reload: what is left then would be a leak, all else is the collector's mood.
            HeapTrim.Trim();
            Console.WriteLine(Counted.Begun);
        }
    }

    private sealed class ChangingConfig : IConfigSource
    {
        private int _readings;

        public ConfigResult Read(DirectorConfig active) => SoakEngine.Read(++_readings);

        public void Applied(DirectorConfig active, ConfigDelta delta)
        {
        }
    }

    /// <param name="reading">Each but the first has a server more or less than the one before.</param>
    private static ConfigResult Read(int reading)
    {
        var text = new StringBuilder("checktimeout=2\nnegotiatetimeout=2\n");
        Section(0, 240 + reading % 2, Work.Port, "checktype=connect");
        Section(1, 60, Work.Port, "service=http\n\trequest=\"index.html\"\n\treceive=\"ok\"");
        Section(2, 240, Closed, "checktype=connect");
        Section(3, 1240, 0, "checktype=ping");
        Section(4, 20, MortalPort.Number, "checktype=connect");
        var config = ConfigReader.ReadText("soak.cf", text.ToString()).Config!;
        return new ConfigResult(config with { VirtualServices = [.. config.VirtualServices.Select(AtSpeed)] }, []);

        void Section(int number, int servers, int port, string check)
        {
            text.Append(CultureInfo.InvariantCulture, $"virtual=10.9.0.{number + 1}:80\n");
            for (var server = 0; server < servers; server++)
                text.Append(CultureInfo.InvariantCulture, $"\treal=127.{number + 1}.{server / 250}.{server % 250 + 1}:{port} masq\n");
            text.Append(CultureInfo.InvariantCulture, $"\t{check}\n\tprotocol=tcp\n\n");
        }
    }

    private static VirtualService AtSpeed(VirtualService service) => service with
    {
        CheckInterval = s_interval,
        RealServers = [.. service.RealServers.Select(server => server with { Check = new Counted(server.Check) })],
    };

    /// <summary>Accepts, and does no more, as long as it lives.</summary>
    private sealed class MortalPort : IDisposable
    {
        public const int Number = Work.Port + 1;

        private readonly TcpListener _listener = new(IPAddress.Any, Number);

        public MortalPort()
        {
            _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _listener.Start(4096);
            _ = AcceptAsync();
        }

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    (await _listener.AcceptSocketAsync().ConfigureAwait(false)).Dispose();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Its second is over.
            }
        }
    }
}
