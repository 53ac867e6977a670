using System.Globalization;
using System.Net;

namespace Ldirectord.Web;

/// <summary>
/// What a collector's answer means. Its text is never quoted: a collector, or what stands in its place, may send back what it was sent.
/// </summary>
/// <param name="Problem">Why the metrics are not there, in words; null if they are.</param>
/// <param name="Pause">How long the collector wants to be left alone; zero if it does not say.</param>
internal sealed record OtlpAnswer(string? Problem, TimeSpan Pause = default)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(10);

    public static OtlpAnswer Good { get; } = new(Problem: null);

    /// <param name="type">Media type of the body; empty if it is not said.</param>
    public static OtlpAnswer OfHttp(HttpStatusCode status, string type, ReadOnlySpan<byte> body, TimeSpan pause)
    {
        if ((int)status is < 200 or > 299)
        {
            return new OtlpAnswer($"the collector answers HTTP status {(int)status}",
                TimeSpan.FromTicks(Math.Clamp(pause.Ticks, 0, s_longestPause.Ticks)));
        }

        if (body.Length == 0 || type == "application/json")
            return Good;
        return type == "application/x-protobuf" && Rejected(body) is { } rejected
            ? rejected == 0 ? Good : new OtlpAnswer($"the collector rejects {rejected} data points")
            : new OtlpAnswer("the answer is not of OTLP: is it a collector's address?");
    }

    /// <param name="status">Of the trailer grpc-status; null if there is none.</param>
    public static OtlpAnswer OfGrpc(HttpStatusCode http, string? status) => status switch
    {
        "0" => Good,
        null when http != HttpStatusCode.OK => new OtlpAnswer($"the collector answers HTTP status {(int)http}"),
        null => new OtlpAnswer("the answer is not of gRPC: is it a collector's address?"),
        "4" => new OtlpAnswer("the collector answers gRPC status 4 (deadline exceeded)"),
        "7" => new OtlpAnswer("the collector answers gRPC status 7 (permission denied)"),
        "8" => new OtlpAnswer("the collector answers gRPC status 8 (resource exhausted)"),
        "12" => new OtlpAnswer("the collector answers gRPC status 12 (unimplemented)"),
        "14" => new OtlpAnswer("the collector answers gRPC status 14 (unavailable)"),
        "16" => new OtlpAnswer("the collector answers gRPC status 16 (unauthenticated)"),
        _ => int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new OtlpAnswer($"the collector answers gRPC status {number}") : new OtlpAnswer("the answer is not of gRPC"),
    };

    /// <summary>ExportMetricsServiceResponse: field 1 is partial_success, whose field 1 is rejected_data_points.</summary>
    /// <returns>Null if the body is none.</returns>
    private static long? Rejected(ReadOnlySpan<byte> body)
    {
        var rejected = 0L;
        var answer = new ProtobufReader(body);
        while (answer.Next(out var field, out _, out var bytes))
        {
            if (field != 1)
                continue;
            var partial = new ProtobufReader(bytes);
            while (partial.Next(out var inner, out var number, out _))
                rejected = inner == 1 ? (long)number : rejected;
            if (partial.IsBroken)
                return null;
        }

        return answer.IsBroken ? null : rejected;
    }
}
