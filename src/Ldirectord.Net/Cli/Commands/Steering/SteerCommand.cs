using System.Net.Sockets;
using System.Text.Json;
using Ldirectord.Daemon;
using Ldirectord.Platform;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>
/// drain, enable, maintenance, weight, recheck, withdraw and announce: asks the running daemon to do it, and prints what has become of the
/// servers or addresses.
/// </summary>
internal static class SteerCommand
{
    /// <summary>Bytes of the largest file with a token.</summary>
    private const int LargestToken = 4096;

    /// <summary>For the whole answer: a recheck waits for the slowest check.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    public static async Task<int> RunAsync(CommandContext run)
    {
        if (run.Line is { Verb: Verb.Maintenance, Arguments: [not ("on" or "off") and var word, ..] })
        {
            run.Error.WriteLine($"expected on or off after maintenance, not {Printable.Of(word)}");
            return ExitCode.Usage;
        }

        string? token;
        try
        {
            token = run.Line.TokenFile is { } file ? TokenOf(RegularFile.ReadText(file, LargestToken)) : null;
        }
        catch (IOException e)
        {
            run.Error.WriteLine($"cannot read the token from {Printable.Of(run.Line.TokenFile!)}: {e.Message}");
            return ExitCode.Failed;
        }

        var (code, answer) = await PostAsync(run, token).ConfigureAwait(false);
        if (answer is null)
            return code;
        if (!run.Line.Wait)
            return Print(run, answer);
        if (!run.Line.Json)
            Print(run, answer);
        return await new DrainWait(run, ServerOf(run.Line)!).RunAsync().ConfigureAwait(false);
    }

    /// <summary>The answer as it is printed with --json.</summary>
    public static string Json(SteerAnswer answer) => JsonSerializer.Serialize(answer, SteerJson.Default.SteerAnswer);

    /// <returns>The answer, or the exit code after a message.</returns>
    public static async Task<(int Code, SteerAnswer? Answer)> ReadAsync(CommandContext run, Func<Task<(int Status, byte[] Body)?>> ask)
    {
        (int Status, byte[] Body)? got;
        try
        {
            got = await ask().ConfigureAwait(false);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied })
        {
            run.Error.WriteLine($"{e.Message}: only root and the group of statusgroup may connect");
            return (ExitCode.NotPermitted, null);
        }

        if (got is not { } answer)
        {
            run.Error.WriteLine(RunningDaemon.Find(run.Instance) is { Pid: var pid }
                ? $"process {pid} runs for {Printable.Of(run.Config.Path)}, but does not answer on "
                    + $"{Printable.Of(run.Instance.HttpSocket)}: is it Perl ldirectord, an older version, or just starting?"
                : $"ldirectord is stopped for {Printable.Of(run.Config.Path)}");
            return (ExitCode.NotRunning, null);
        }

        try
        {
            if (answer.Status == 200)
                return (ExitCode.Ok, JsonSerializer.Deserialize(answer.Body, SteerJson.Default.SteerAnswer) ?? throw new JsonException());
            using var problem = JsonDocument.Parse(answer.Body);
            run.Error.WriteLine(Printable.Of(problem.RootElement.GetProperty("detail").GetString() ?? ""));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            run.Error.WriteLine(
                $"the answer on {Printable.Of(run.Instance.HttpSocket)} is from another version: restart the daemon after an upgrade");
        }

        return (answer.Status switch { 401 or 403 => ExitCode.NotPermitted, 409 => ExitCode.Refused, _ => ExitCode.Failed }, null);
    }

    /// <summary>"tcp:10.0.0.1:80 10.0.0.2:80 draining: gets no new clients; …".</summary>
    public static string Row(SteerReport server) =>
        Printable.Of($"{server.Virtual} {server.Real} {server.State}: {server.Sentence}");

    private static Task<(int Code, SteerAnswer? Answer)> PostAsync(CommandContext run, string? token)
    {
        var line = run.Line;
        var isOff = line is { Verb: Verb.Maintenance, Arguments: ["off", ..] };
        var resource = isOff ? "enable" : Command.WordOf(line.Verb);
        var request = new SteerRequest(
            ServerOf(line), line.Virtual, line.Reason, line.Until, line.Limit, line.Hard, line.Force,
            line.Verb == Verb.Weight ? line.Arguments[1] : null, Environment.GetEnvironmentVariable("SUDO_USER"));
        var json = JsonSerializer.SerializeToUtf8Bytes(request, SteerJson.Default.SteerRequest);
        return ReadAsync(run, () => HttpSocketClient.PostAsync(
            run.Instance.HttpSocket, $"/api/v1/{resource}", json, token, Timeout, HttpSocketClient.Timeout));
    }

    private static int Print(CommandContext run, SteerAnswer answer)
    {
        if (run.Line.Json)
        {
            run.Out.WriteLine(Json(answer));
            return ExitCode.Ok;
        }

        foreach (var server in answer.Servers)
            run.Out.WriteLine(Row(server));
        foreach (var address in answer.Addresses ?? [])
            run.Out.WriteLine(address.ToLine());
        if (answer.Files.Count == 0 && run.Line.Verb != Verb.Recheck)
            run.Out.WriteLine("nothing to do: no file in maintenancedir names it");
        return ExitCode.Ok;
    }

    private static string? ServerOf(CommandLine line) =>
        line switch
        {
            { Verb: Verb.Maintenance } => line.Arguments[1],
            { Arguments: [var server, ..] } => server,
            _ => null,
        };

    /// <summary>The file holds the token, or a line of the daemon's file: NAME TOKEN.</summary>
    private static string TokenOf(string text) =>
        text.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
}
