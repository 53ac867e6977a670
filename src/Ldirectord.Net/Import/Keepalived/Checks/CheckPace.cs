using System.Globalization;

namespace Ldirectord.Import;

/// <summary>How often a checker asks, for how long it waits, and how often it may fail.</summary>
internal static class CheckPace
{
    /// <summary>Seconds without delay_loop.</summary>
    private const double Loop = 60;

    private const double ConnectTimeout = 5;

    public static void Translate(CheckDraft draft, KeepalivedStatement checker, Settings settings)
    {
        var loop = settings.Timer(Loop, "delay_loop");
        draft.Add("checkinterval", Whole(loop.Seconds), loop.From, "delay_loop, 60 without it");
        if (loop.Seconds != Math.Max(1, Math.Ceiling(loop.Seconds)))
            draft.Loss(loop.From, string.Create(CultureInfo.InvariantCulture, $"delay_loop {loop.Seconds}"), "rounded up to whole seconds");
        if (checker.Keyword == "MISC_CHECK")
        {
            var timeout = settings.Timer(loop.Seconds, "misc_timeout");
            draft.Add("checktimeout", Whole(timeout.Seconds), timeout.From, "misc_timeout, delay_loop without it");
        }
        else
        {
            var timeout = settings.Timer(ConnectTimeout, "connect_timeout");
            draft.Add(
                checker.Keyword is "TCP_CHECK" or "PING_CHECK" ? "checktimeout" : "negotiatetimeout", Whole(timeout.Seconds), timeout.From,
                "connect_timeout, 5 without it");
        }

        Retries(draft, checker, settings, loop.Seconds);
        if (settings.Find("warmup") is { } warmup)
            draft.Remark(warmup, "the first checks begin at once, spread over a moment");
        if (settings.Find("alpha") is { } alpha)
        {
            if (Settings.IsOn(alpha))
                draft.Remark(alpha, "a server is added after its first passed check in any case");
            else
                draft.Loss(alpha, "a server is added after its first passed check, not before");
        }

        if (settings.Find("log_all_failures") is { } log)
            draft.Remark(log, "each change is logged; show --json and events have each check");
    }

    private static void Retries(CheckDraft draft, KeepalivedStatement checker, Settings settings, double loop)
    {
        var (unsaid, delay) = checker.Keyword switch
        {
            "DNS_CHECK" => (3, loop),
            "MISC_CHECK" => (0, 1d),
            "HTTP_GET" or "SSL_GET" => (1, 3d),
            _ => (1, 1d),
        };
        var retry = settings.Number(unsaid, "retry", "nb_get_retry");
        var between = settings.Timer(delay, "delay_before_retry");
        if (retry.Number == 0)
            return;
        draft.Add(
            "failurecount", (retry.Number + 1).ToString(CultureInfo.InvariantCulture), retry.From,
            "retry, 1 without it (3 for DNS_CHECK, 0 for MISC_CHECK), and the first failure");
        var milliseconds = (int)Math.Max(100, Math.Round(between.Seconds * 1000));
        draft.Add(
            "retryinterval",
            milliseconds % 1000 == 0 ? (milliseconds / 1000).ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms"),
            between.From, "delay_before_retry, 1 without it (3 for HTTP_GET and SSL_GET, delay_loop for DNS_CHECK)");
    }

    /// <summary>Whole seconds, from 1.</summary>
    private static string Whole(double seconds) =>
        Math.Clamp(Math.Ceiling(seconds), 1, int.MaxValue / 1000).ToString(CultureInfo.InvariantCulture);
}
