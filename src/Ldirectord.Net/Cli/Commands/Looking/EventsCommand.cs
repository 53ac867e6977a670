using System.Text;
using System.Text.Json;
using Ldirectord.Daemon;
using Ldirectord.Director;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>events: prints what happened lately; with --follow, what happens until it is interrupted.</summary>
internal static class EventsCommand
{
    /// <summary>Before another attempt to connect.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(CommandContext run)
    {
        if (!EventResources.TryReadNumber(run.Line.After ?? "", out var after))
        {
            run.Error.WriteLine($"expected the number of an event after --after, not {Printable.Of(run.Line.After!)}");
            return ExitCode.Usage;
        }

        var query = after is { } known ? $"?after={known}&limit={EventBuffer.MaximumEvents}" : "";
        var (code, body) = await DaemonAnswer.GetAsync(run, $"/api/v1/events{query}").ConfigureAwait(false);
        if (body is null)
            return code;
        if (Parse(body) is not { } found)
        {
            run.Error.WriteLine("the answer has no events: is the daemon of another version?");
            return ExitCode.Failed;
        }

        if (run.Line is { Json: true, Follow: false })
        {
            run.Out.WriteLine(Encoding.UTF8.GetString(body));
            return ExitCode.Ok;
        }

        if (found.Lost)
        {
            run.Error.WriteLine(
                $"some events since then are not kept: the daemon runs since {found.Started.ToLocalTime():yyyy-MM-dd HH:mm:ss}");
        }

        foreach (var one in found.Events)
            Print(run, one);
        if (run.Line.Follow)
            await FollowAsync(run, found.Last).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    /// <summary>Until the process is interrupted. A daemon that ends is waited for.</summary>
    private static async Task FollowAsync(CommandContext run, long last)
    {
        for (var isAway = false; ; isAway = true)
        {
            try
            {
                var resource = $"/api/v1/stream?only=events&after={last}";
                var (client, body) = await HttpSocketClient.OpenAsync(run.Instance.HttpSocket, resource, CancellationToken.None)
                    .ConfigureAwait(false);
                using (client)
                using (var lines = new StreamReader(body))
                {
                    if (isAway)
                        run.Error.WriteLine("connected again");
                    isAway = false;
                    while (await lines.ReadLineAsync().ConfigureAwait(false) is { } line)
                        last = Take(run, line, last);
                }
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                // Said below, once.
            }

            if (!isAway)
                run.Error.WriteLine("the daemon has ended the connection; waiting for it");
            await Task.Delay(s_pause).ConfigureAwait(false);
        }
    }

    /// <returns>The number of the last event.</returns>
    private static long Take(CommandContext run, string line, long last)
    {
        const string data = "data: ";
        if (!line.StartsWith(data, StringComparison.Ordinal))
            return last;
        var json = Encoding.UTF8.GetBytes(line[data.Length..]);
        if (!line.Contains("\"kind\":", StringComparison.Ordinal))
        {
            run.Error.WriteLine("some events are not kept, or the daemon was restarted");
            return last;
        }

        try
        {
            if (JsonSerializer.Deserialize(json, ReportJson.Default.EventReport) is not { } one)
                return last;
            Print(run, one);
            return one.Id;
        }
        catch (JsonException)
        {
            return last;
        }
    }

    private static void Print(CommandContext run, EventReport one)
    {
        run.Out.WriteLine(run.Line.Json ? JsonSerializer.Serialize(one, ReportJson.Default.EventReport) : EventText.Line(one));
        run.Out.Flush();
    }

    private static EventsReport? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ReportJson.Default.EventsReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
