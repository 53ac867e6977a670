using System.Globalization;
using System.Text;

namespace Ldirectord.Bench;

/// <summary>What is checked of each real server.</summary>
internal enum CheckKind
{
    Connect,
    Http,
}

/// <summary>So many real servers, twenty to a virtual service; all are the one web server at port 8080 of every 127.x.y.z.</summary>
/// <param name="Interval">Seconds between two checks of a server.</param>
internal sealed record Work(int Servers, CheckKind Kind, int Interval = 1)
{
    public const int PerService = 20;
    public const int Port = 8080;

    /// <summary>Seconds.</summary>
    public const int Timeout = 2;

    public IEnumerable<(string Virtual, IEnumerable<string> Reals)> Services =>
        Enumerable.Range(0, Servers).Chunk(PerService).Select(chunk => (VirtualOf(chunk[0]), chunk.Select(Real)));

    public static string VirtualOf(int number) => $"10.9.{number / PerService / 250}.{number / PerService % 250 + 1}";

    public static string Real(int number) => $"127.1.{number / 250}.{number % 250 + 1}";

    /// <summary>As /proc/net/ip_vs shows it.</summary>
    public static string Hexadecimal(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"7F01{number / 250:X2}{number % 250 + 1:X2}:{Port:X4}");
}

/// <summary>One of the programs that are compared.</summary>
/// <param name="Start">Command that starts it in the background, in the guest; {0} is its configuration.</param>
/// <param name="End">Command that ends it at once.</param>
/// <param name="Process">Name of its processes.</param>
/// <param name="IsSlow">It is asked for a tenth of the work.</param>
/// <param name="IsFloor">It writes no table.</param>
internal sealed record Peer(
    string Name, string Start, string End, Func<Work, string> Configuration, string Process, bool IsSlow = false, bool IsFloor = false)
{
    public static Peer Ours(string executable) =>
        new("Ldirectord.Net", $"{executable} {{0}} start", "pkill -9 -x ldirectord; rm -f /run/ldirectord.*; sleep 0.3; ipvsadm -C",
            Ldirectord, "ldirectord");

    public static Peer Perl { get; } = new("Perl ldirectord", "/usr/sbin/ldirectord {0} start",
        "pkill -9 -f '[l]directord /run'; rm -f /run/ldirectord.*; ipvsadm -C", Ldirectord, "ldirectord", IsSlow: true);

    public static Peer Keepalived { get; } =
        new("keepalived", "keepalived -C -f {0}", "pkill -9 -x keepalived; rm -f /run/keepalived* ; ipvsadm -C", KeepalivedText,
            "keepalived");

    public static Peer Floor(string program) =>
        new("floor", $"sh -c '{program} {{0}} &'", "pkill -9 -x floor", FloorProgram.Configuration, "floor", IsFloor: true);

    private static string Ldirectord(Work work)
    {
        var text = new StringBuilder($"checktimeout={Work.Timeout}\nnegotiatetimeout={Work.Timeout}\ncheckinterval={work.Interval}\n\n");
        foreach (var (address, reals) in work.Services)
        {
            text.Append(CultureInfo.InvariantCulture, $"virtual={address}:80\n");
            foreach (var real in reals)
                text.Append(CultureInfo.InvariantCulture, $"\treal={real}:{Work.Port} masq\n");
            text.Append(work.Kind == CheckKind.Connect
                ? "\tchecktype=connect\n"
                : "\tservice=http\n\trequest=\"index.html\"\n\treceive=\"ok\"\n");
            text.Append("\tscheduler=wrr\n\tprotocol=tcp\n\n");
        }

        return text.ToString();
    }

    // alpha: a server is in once a check has passed; retry 0: it is out once one has failed. As with the others.
    private static string KeepalivedText(Work work)
    {
        var check = work.Kind == CheckKind.Connect
            ? $"TCP_CHECK {{\n connect_timeout {Work.Timeout}\n retry 0\n }}"
            : $"HTTP_GET {{\n url {{\n path /index.html\n status_code 200\n }}\n connect_timeout {Work.Timeout}\n retry 0\n }}";
        var text = new StringBuilder("global_defs {\n router_id bench\n}\n");
        foreach (var (address, reals) in work.Services)
        {
            text.Append(CultureInfo.InvariantCulture, $"virtual_server {address} 80 {{\n delay_loop {work.Interval}\n alpha\n lb_algo wrr\n"
                + $" lb_kind NAT\n protocol TCP\n");
            foreach (var real in reals)
                text.Append(CultureInfo.InvariantCulture, $" real_server {real} {Work.Port} {{\n weight 1\n {check}\n }}\n");
            text.Append("}\n");
        }

        return text.ToString();
    }
}
