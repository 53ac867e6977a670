using System.Text.Json;
using Ldirectord.Status;

namespace Ldirectord.Cli;

/// <summary>
/// Keeps the screen's report up to date by the daemon's stream. A daemon that says nothing for a while is asked, since it may hang; one
/// that has no stream for this viewer is asked each second, until it has one.
/// </summary>
/// <param name="tell">Called with each new report; if no report comes, with the reason.</param>
internal sealed class LiveStatus(ScreenClient client, Action<StatusFetch> tell, TimeProvider time)
{
    /// <summary>Before another attempt to connect, and between two questions.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(3);

    /// <summary>Questions before another attempt to open the stream.</summary>
    private const int Questions = 15;

    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            while (true)
            {
                try
                {
                    if (!await FollowAsync(ending).ConfigureAwait(false))
                        await AskAsync(ending).ConfigureAwait(false);
                }
                catch (IOException e)
                {
                    tell(new(null, e.Message));
                }

                await Task.Delay(s_pause, time, ending).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The operator quits.
        }
    }

    /// <returns>False if the stream cannot be followed; true to open it again.</returns>
    /// <exception cref="IOException">The daemon does not answer; the message is a sentence for the operator.</exception>
    private async Task<bool> FollowAsync(CancellationToken ending)
    {
        using var answer = await client.OpenStreamAsync().ConfigureAwait(false);
        if (answer is null)
            return false;
        var frames = new FrameReader(await answer.Content.ReadAsStreamAsync(ending).ConfigureAwait(false));
        StatusReport? report = null;
        var next = frames.NextAsync(ending);
        while (true)
        {
            if (!await IsSoonAsync(next, ending).ConfigureAwait(false))
            {
                var fetch = await client.StatusAsync().ConfigureAwait(false);
                report = fetch.Report ?? report;
                tell(fetch);
                continue;
            }

            if (await next.ConfigureAwait(false) is not var (name, data))
                throw new IOException("the daemon has ended the connection");
            next = frames.NextAsync(ending);
            if (name is not ("status" or "change"))
                continue;
            if (Newer(report, name, data) is not { } newer)
                return true;
            if (!ReportMerge.CanFollow(newer))
                return false;
            tell(new(report = newer, null));
        }
    }

    /// <returns>Null if only a whole report tells what is new.</returns>
    private static StatusReport? Newer(StatusReport? report, string name, byte[] data)
    {
        try
        {
            return name == "status" ? StatusReport.FromJson(data)
                : report is null || JsonSerializer.Deserialize(data, ReportJson.Default.ChangeReport) is not { } change ? null
                : ReportMerge.Apply(report, change);
        }
        catch (JsonException e)
        {
            throw new IOException("the answer is incomplete, or from another version: restart the daemon after an upgrade", e);
        }
    }

    private async Task<bool> IsSoonAsync(Task next, CancellationToken ending)
    {
        using var heard = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var first = await Task.WhenAny(next, Task.Delay(s_silence, time, heard.Token)).ConfigureAwait(false);
        await heard.CancelAsync().ConfigureAwait(false);
        return first == next;
    }

    private async Task AskAsync(CancellationToken ending)
    {
        for (var question = 0; question < Questions; question++)
        {
            tell(await client.StatusAsync().ConfigureAwait(false));
            await Task.Delay(s_pause, time, ending).ConfigureAwait(false);
        }
    }
}
