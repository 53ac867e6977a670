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
        var loop = settings.Timer(Loop, takesZero: false, "delay_loop");
        draft.Add("checkinterval", Whole(draft, "delay_loop", loop), loop.From, "delay_loop, 60 without it");
        if (checker.Keyword == "MISC_CHECK")
        {
            var timeout = settings.Timer(loop.Seconds, takesZero: true, "misc_timeout");
            draft.Add("checktimeout", Whole(draft, "misc_timeout", timeout), timeout.From, "misc_timeout, delay_loop without it");
        }
        else
        {
            var timeout = settings.Timer(ConnectTimeout, takesZero: false, "connect_timeout");
            draft.Add(
                checker.Keyword is "TCP_CHECK" or "PING_CHECK" ? "checktimeout" : "negotiatetimeout",
                Whole(draft, "connect_timeout", timeout), timeout.From, "connect_timeout, 5 without it");
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
        var between = settings.Timer(delay, takesZero: true, "delay_before_retry");
        if (retry.Number == 0)
            return;
        draft.Add(
            "failurecount", (retry.Number + 1).ToString(CultureInfo.InvariantCulture), retry.From,
            "retry, 1 without it (3 for DNS_CHECK, 0 for MISC_CHECK), and the first failure");
        if (between.Seconds > Math.Ceiling(loop))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"delay_before_retry {between.Seconds}");
            var why = "it is longer than delay_loop: a failed check is repeated after delay_loop";
            if (settings.Find("delay_before_retry") is null)
                draft.Remark(between.From, text, why);
            else
                draft.Loss(between.From, text, why);
            return;
        }

        var milliseconds = (int)Math.Max(100, Math.Round(between.Seconds * 1000));
        draft.Add(
            "retryinterval",
            milliseconds % 1000 == 0 ? (milliseconds / 1000).ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms"),
            between.From, "delay_before_retry, 1 without it (3 for HTTP_GET and SSL_GET, delay_loop for DNS_CHECK)");
    }

    /// <summary>Whole seconds, from 1; what is rounded is named.</summary>
    private static string Whole(CheckDraft draft, string keyword, (double Seconds, Origin From) time)
    {
        var whole = Math.Clamp(Math.Ceiling(time.Seconds), 1, int.MaxValue / 1000);
        if (whole != time.Seconds)
            draft.Loss(
                time.From, string.Create(CultureInfo.InvariantCulture, $"{keyword} {time.Seconds}"), "rounded up to whole seconds");
        return whole.ToString(CultureInfo.InvariantCulture);
    }
}
