using System.Globalization;
using System.Text;

namespace Ldirectord.Bench;

/// <summary>
/// watch = connection: from the death of a process, a host or a whole rack to the kernel's table, at a checkinterval of 10 s.
/// </summary>
internal static class WatchBench
{
    private const int Rack = 2000;
    private const int Processes = 10;
    private const int TimeoutSeconds = 60;
    private const string ProcessService = "10.8.0.1";

    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(5);

    private static readonly Work s_work = new(Rack, CheckKind.Connect, Interval: 10);

    public static async Task RunAsync(Figures figures, Peer ours)
    {
        var watched = ours with { Configuration = Configuration, Start = $"ulimit -n 65536; {ours.Start}" };
        await using var guest = await Guest.StartAsync().ConfigureAwait(false);
        for (var number = 0; number < Processes; number++)
            await guest.StartProcessAsync(ProcessOf(number)).ConfigureAwait(false);
        await guest.ConfigureAsync(watched, s_work).ConfigureAwait(false);
        await guest.WatchAsync(0).ConfigureAwait(false);
        _ = await guest.StartAsync(watched).ConfigureAwait(false);
        await guest.TableHasAsync(Rack + Processes, TimeoutSeconds).ConfigureAwait(false);

        // Until every connection is held: to begin with two thousand takes the guest's one processor a moment.
        await Task.Delay(s_settle).ConfigureAwait(false);
        var deaths = new List<double>();
        for (var number = 0; number < Processes; number++)
        {
            var killed = await guest.KillProcessAsync(ProcessOf(number)).ConfigureAwait(false);
            deaths.Add(await OutAfterAsync(guest, killed, Rack + Processes - number - 1).ConfigureAwait(false));
        }

        var vanished = await guest.VanishAsync(1).ConfigureAwait(false);
        var vanish = await OutAfterAsync(guest, vanished, Rack - 1).ConfigureAwait(false);
        var died = await guest.AllDieAsync().ConfigureAwait(false);
        var last = await OutAfterAsync(guest, died, 0).ConfigureAwait(false);
        var first = (await guest.ChangesAsync(died).ConfigureAwait(false))[0].Moment - died;
        Figures.Say($"watch: {string.Join(", ", deaths.Select(seconds => Figures.Text("{0:0.00}", seconds)))}; {vanish}; {first}; {last}");

        var (median, latest) = (Figures.Median(deaths), deaths.Max());
        figures.Add($"death to table with watch, checkinterval = 10: a killed process of {Rack:N0} servers",
            Figures.Text("{0:0.00} s", median), "0.3 s", median <= 0.3);
        figures.Add($"the same: the latest of {Processes}", Figures.Text("{0:0.00} s", latest), "0.3 s", latest <= 0.3);
        figures.Add("the same: a host that vanishes, checktimeout = 1", Figures.Text("{0:0.00} s", vanish), "5 s", vanish <= 5);
        figures.Add($"the same: all {Rack:N0} die: the first is out", Figures.Text("{0:0.00} s", first), "", null);
        figures.Add($"the same: all {Rack:N0} die: the last is out", Figures.Text("{0:0.00} s", last), "3 s", last <= 3);
    }

    /// <summary>An address of which nothing but one process is known.</summary>
    private static string ProcessOf(int number) => $"127.2.0.{number + 1}";

    /// <summary>Seconds until the table has so many servers.</summary>
    private static async Task<double> OutAfterAsync(Guest guest, double since, int left)
    {
        await guest.TableHasAsync(left, TimeoutSeconds).ConfigureAwait(false);
        return (await guest.ChangesAsync(since).ConfigureAwait(false)).First(change => change.Count == left).Moment - since;
    }

    private static string Configuration(Work work)
    {
        var text = new StringBuilder($"checktimeout=1\ncheckinterval={work.Interval}\n\n");
        var processes = Enumerable.Range(0, Processes).Select(ProcessOf);
        foreach (var (address, reals) in work.Services.Append((ProcessService, processes)))
        {
            text.Append(CultureInfo.InvariantCulture, $"virtual={address}:80\n");
            var port = address == ProcessService ? Guest.ProcessPort : Work.Port;
            foreach (var real in reals)
                text.Append(CultureInfo.InvariantCulture, $"\treal={real}:{port} masq\n");
            text.Append("\tchecktype=connect\n\twatch=connection\n\n");
        }

        return text.ToString();
    }
}
