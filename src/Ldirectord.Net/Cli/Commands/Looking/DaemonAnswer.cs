using System.Net.Sockets;
using System.Text.Json;
using Ldirectord.Daemon;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>Asks the running daemon for something that it tells by HTTP.</summary>
internal static class DaemonAnswer
{
    /// <returns>The body, or the exit code after a message.</returns>
    public static async Task<(int Code, byte[]? Body)> GetAsync(CommandContext run, string resource)
    {
        (int Status, byte[] Body)? got;
        try
        {
            got = await HttpSocketClient.GetAsync(run.Instance.HttpSocket, resource).ConfigureAwait(false);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied })
        {
            run.Error.WriteLine($"{e.Message}: only root and the group of statusgroup may connect");
            return (ExitCode.NotPermitted, null);
        }

        if (got is not { } answer)
        {
            run.Error.WriteLine(ShowCommand.WhyNobodyAnswers(run, run.Instance.HttpSocket));
            return (ExitCode.NotRunning, null);
        }

        if (answer.Status == 200)
            return (ExitCode.Ok, answer.Body);
        run.Error.WriteLine(Detail(answer.Body) ?? $"{Printable.Of(run.Instance.HttpSocket)} answers with status {answer.Status}");
        return (ExitCode.Failed, null);
    }

    /// <summary>The detail of problem+json (RFC 9457); null if the body is something else.</summary>
    private static string? Detail(byte[] body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.TryGetProperty("detail", out var detail) ? Printable.Of(detail.GetString() ?? "") : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
