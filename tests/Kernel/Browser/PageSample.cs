using System.Globalization;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Status;

namespace Ldirectord.Kernel.Browser;

/// <summary>Reports for the page: an ordinary afternoon of a director, one with hostile texts, and a very large one.</summary>
internal static class PageSample
{
    private const string Passed = "the answer has the expected status";

    public static StatusReport Afternoon(DateTimeOffset now)
    {
        var web = Service("tcp:10.20.0.1:443", "TCP  10.20.0.1:443 wrr persistent 300", 38,
        [
            Up("10.20.1.11:443", 4, now, 412, 9, 1.9) with { Persistent = 1180, CertificateExpires = now.AddDays(71) },
            Up("10.20.1.12:443", 4, now, 398, 12, 2.1) with { Persistent = 1142, CertificateExpires = now.AddDays(71) },
            Up("10.20.1.13:443", 4, now, 0, 0, null) with
            {
                Health = ReportedHealth.Down, Code = StatusCode.ConnectRefused, Reason = "cannot connect: connection refused",
                Since = now.AddSeconds(-192), Failures = 19, Weight = null, Strip = new string('+', 81) + new string('-', 19),
                Uptime = 0.9968, Ms = 0.3, CertificateExpires = now.AddDays(71),
            },
            Up("10.20.1.14:443", 4, now, 37, 3, 2.0) with
            {
                Health = ReportedHealth.Drain, Weight = 0, Persistent = 204, Since = now.AddMinutes(-26),
                Code = StatusCode.NotChecked, Reason = "in maintenance", CertificateExpires = now.AddDays(71),
                Maintenance = new MaintenanceReport(
                    "drain", "kernel upgrade", "alice", now.AddMinutes(-26), now.AddMinutes(94), false, "none"),
            },
            Up("10.20.1.15:443", 4, now, 405, 7, 3.4) with { Persistent = 1167, CertificateExpires = now.AddDays(9) },
            Up("10.20.1.16:443", 4, now, 391, 10, 2.2) with
            {
                Persistent = 1109, Uptime = 0.9991, CertificateExpires = now.AddDays(71),
                Strip = "++++++-+++++++++++++++++++++--+++++++++++++++++++++",
            },
        ]);
        var api = Service("tcp:10.20.0.2:8080", "TCP  10.20.0.2:8080 wlc", 96,
        [
            .. Enumerable.Range(21, 5).Select(n => Up($"10.20.1.{n}:8080", 10, now, 60 + (n * 7 % 23), 140 + n, 4.2 + (n % 3))),
            Up("10.20.9.1:80", 1, now, 0, 0, null) with { Health = ReportedHealth.Fallback, Fallback = true, Weight = null, Reason = "" },
        ]);
        var dns = Service("udp:10.20.0.53:53", "UDP  10.20.0.53:53 sh sh-port", 640,
        [
            Up("10.20.1.53:53", 1, now, 0, 2210, 0.6) with { Forward = "Route" },
            Up("10.20.1.54:53", 1, now, 0, 2187, 0.7) with { Forward = "Route", Failures = 1, Strip = new string('+', 99) + "-" },
        ]) with
        { AnswersPass = false };
        var mail = Service("fwm:25", "FWM  25 rr", 0.8,
        [
            Up("10.20.1.61:0", 1, now, 3, 1, 11.4) with { Health = ReportedHealth.Down, Weight = null, Since = now.AddHours(-2.2),
                Code = StatusCode.ConnectTimeout, Reason = "no answer within 5 s", Failures = 790,
                Strip = new string('-', 100), Uptime = 0.71 },
            Up("10.20.1.62:0", 1, now, 4, 0, 12.0),
            Up("10.20.9.1:0", 1, now, 2, 0, null) with { Health = ReportedHealth.Fallback, Fallback = true, Weight = 1, Reason = "" },
        ]) with
        { Lost = "1 of 2 up, 2 wanted" };
        var ldap = Service("tcp:[2001:db8:20::1]:636", "TCP  [2001:db8:20::1]:636 lc", 6.4,
        [
            Up("[2001:db8:20:1::71]:636", 2, now, 41, 2, 7.7) with { Uptime = 1, CertificateExpires = now.AddDays(203) },
            Up("[2001:db8:20:1::72]:636", 2, now, 39, 4, 8.1) with { SlowStart = 60, Weight = 1, Since = now.AddSeconds(-41),
                CertificateExpires = now.AddDays(203) },
        ]);
        var drift = new DifferenceReport(
            "10.20.0.2:8080", "ipvsadm -e -t 10.20.0.2:8080 -r 10.20.1.23:8080 -m -w 10", "-m -w 1", "up", now.AddMinutes(-4), null);
        return Report(now, [web, api, dns, mail, ldap]) with { Comparison = new DriftReport([drift], []) };
    }

    /// <summary>Everything that came from elsewhere tries to become markup, to leave an attribute, or to confuse a terminal.</summary>
    public static StatusReport Hostile(DateTimeOffset now)
    {
        var texts = new[]
        {
            "</script><script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "' onmouseover='alert(3)' x='", "<!--", "]]>",
            "</title><svg onload=alert(4)>", "javascript:alert(5)", "&lt;script&gt;alert(6)&lt;/script&gt;", "\u202Eevil\u2066",
            "\0\u0001\u001b[2J\r\n",
            "</textarea></style></table><iframe srcdoc='<script>alert(7)</script>'>", "{{constructor.constructor('alert(8)')()}}",
            "${alert(9)}",
            new string('A', 5000), "\ud800", "data:text/html,<script>alert(10)</script>",
        };
        var services = texts.Index().Select(text => Service($"tcp:{text.Item}", $"TCP  {text.Item} {text.Item}", 1,
        [
            Up($"{text.Item}", 1, now, 1, 1, 1) with
            {
                Health = text.Index % 2 == 0 ? ReportedHealth.Down : ReportedHealth.Maintenance, Reason = text.Item, Agent = text.Item,
                Forward = text.Item, Strip = text.Item, Tunnel = text.Item,
                Maintenance = text.Index % 2 == 0
                    ? null
                    : new MaintenanceReport(text.Item, text.Item, text.Item, now, now, true, text.Item),
            },
        ]) with
        { Lost = text.Item, Kept = text.Item, Scheduler = text.Item });
        var drift = texts.Select(text => new DifferenceReport(text, text, text, text, now, null));
        return Report(now, [.. services]) with
        {
            Config = texts[0],
            Director = texts[1],
            Version = texts[2],
            Problem = texts[0],
            Comparison = new DriftReport([.. drift], []),
        };
    }

    /// <summary>100 services with 100 servers each; each seventh server of the last service is down.</summary>
    public static StatusReport Large(DateTimeOffset now) => Report(now,
    [
        .. Enumerable.Range(0, 100).Select(s => Service($"tcp:10.1.0.{s}:80", $"TCP  10.1.0.{s}:80 wlc", s,
        [
            .. Enumerable.Range(0, 100).Select(n => Up($"10.2.{s}.{n}:80", 1, now, (s * n) % 97, n, 1) with
            {
                Health = s == 99 && n % 7 == 0 ? ReportedHealth.Down : ReportedHealth.Up,
                Weight = s == 99 && n % 7 == 0 ? null : 1,
            }),
        ])),
    ]);

    /// <summary>What the director tells of one server.</summary>
    public static ServersReport Detail(StatusReport report, string real, DateTimeOffset now) => new(
    [
        .. from service in report.Services
        from server in service.Servers
        where server.Real == real
        select Detail(service, server, now),
    ]);

    private static ServerDetailReport Detail(ServiceReport service, ServerReport server, DateTimeOffset now) => new(
        service.Virtual,
        server.Real,
        server.Health,
        [
            server.Reason, "It failed 19 checks in a row; failurecount = 1 takes it out with the first.",
            "It is not in the kernel's table: the other servers have its share.",
        ],
        [
            new ConfigLineReport(14, $"virtual = {service.Virtual}"), new ConfigLineReport(16, $"        real = {server.Real} masq 4"),
            new ConfigLineReport(21, "        service = https"), new ConfigLineReport(22, "        request = \"/health?key=***\""),
            new ConfigLineReport(23, "        receive = \"ready\""), new ConfigLineReport(24, $"        # {server.Reason}"),
        ],
        new FailureReport(
            now.AddSeconds(-4), server.Code, server.Reason, "GET /health?key=*** HTTP/1.1\\x0D\\x0AHost: 10.20.1.13\\x0D\\x0A",
            server.Reason.Length > 60 || server.Reason.Contains('<', StringComparison.Ordinal) ? server.Reason : ""),
        [
            new EventReport(7, now.AddDays(-1), EventKind.Maintenance, service.Virtual, server.Real, "by bob: new disk"),
            new EventReport(9, now.AddDays(-1).AddMinutes(42), EventKind.Enabled, service.Virtual, server.Real, "by bob"),
            new EventReport(11, now.AddSeconds(-192), EventKind.Down, service.Virtual, server.Real, server.Reason),
        ],
        server.Maintenance,
        ["The host answers, but nothing listens on its port: is the program running there?"]);

    private static StatusReport Report(DateTimeOffset now, IReadOnlyList<ServiceReport> services) =>
        new("/etc/ha.d/ldirectord.cf", now.AddDays(-41), false, services) { Director = "lvs1", Version = "0.1.0", LastEvent = 11 };

    private static ServiceReport Service(string name, string line, double rate, IReadOnlyList<ServerReport> servers)
    {
        var wave = Enumerable.Range(0, 60).Select(i => Math.Max(0, Math.Round(
            rate * (1 + (0.22 * Math.Sin((i + line.Length) / 7.0)) + (0.12 * Math.Sin(i * 1.7 * line.Length))), 1)));
        var connections = (ulong)(rate * 90000);
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new ServiceReport(name, line, words.ElementAtOrDefault(2) ?? "", true, servers)
        {
            Traffic = new TrafficReport(connections, connections * 11, connections * 9, connections * 3100, connections * 41800),
            Curve = [.. wave],
        };
    }

    private static ServerReport Up(string real, int weight, DateTimeOffset now, int active, int inactive, double? ms) => new(
        real, "Masq", weight, weight, (uint)active, (uint)inactive, ReportedHealth.Up, StatusCode.ResponseOk, Passed, ms, 0,
        now.AddDays(-6).AddHours(-3), false, null)
    {
        CheckedAt = ms is null ? null : now.AddSeconds(-(real.Length * 7 % 9) - 0.4),
        Strip = ms is null ? "" : new string('+', 100),
        Uptime = ms is null ? null : real.Length % 2 == 0 ? 1 : double.Parse("0.99987", CultureInfo.InvariantCulture),
    };
}
