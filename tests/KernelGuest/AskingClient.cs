using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Ldirectord.KernelGuest;

/// <summary>
/// A client that asks again and again and writes down every answer: "MILLISECONDS ok BODY" or "MILLISECONDS failed REASON", time since
/// 1970. At its end (time over, file there, or TERM) it prints the totals as JSON.
/// </summary>
internal static class AskingClient
{
    /// <param name="ask">One request, given how long it may take.</param>
    public static async Task<int> RunAsync(string log, string[] options, Func<TimeSpan, Task<(bool Ok, string Text)>> ask)
    {
        var every = TimeSpan.FromMilliseconds(Number(options, "--every", 20));
        var timeout = TimeSpan.FromMilliseconds(Number(options, "--timeout", 5000));
        var untilFile = Array.IndexOf(options, "--until-file") is var at and >= 0 ? options[at + 1] : null;

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(Number(options, "--seconds", 1800)));
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        var answers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var failures = new List<(long At, string Reason)>();
        using var lines = new StreamWriter(log) { AutoFlush = true };
        using var pause = new PeriodicTimer(every);
        while (!stop.IsCancellationRequested && !(untilFile is not null && File.Exists(untilFile)))
        {
            var started = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            var (ok, text) = await ask(timeout);
            lines.WriteLine($"{started} {(ok ? "ok" : "failed")} {text}");
            if (ok)
                answers[text] = answers.GetValueOrDefault(text) + 1;
            else
                failures.Add((started, text));
            try
            {
                await pause.WaitForNextTickAsync(stop.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        Console.WriteLine(Totals(answers, failures));
        return failures.Count == 0 ? 0 : 1;
    }

    private static string Totals(SortedDictionary<string, int> answers, List<(long At, string Reason)> failures)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("requests", answers.Values.Sum() + failures.Count);
            json.WriteStartObject("answers");
            foreach (var (name, count) in answers)
                json.WriteNumber(name, count);
            json.WriteEndObject();
            json.WriteStartArray("failures");
            foreach (var (at, reason) in failures)
            {
                json.WriteStartObject();
                json.WriteNumber("at", at);
                json.WriteString("reason", reason);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static double Number(string[] options, string name, double otherwise) =>
        Array.IndexOf(options, name) is var at and >= 0 ? double.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
