using System.Text.Json;
using System.Text.Json.Serialization;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Status;

/// <summary>An enum as its name in snake case: "connect_refused".</summary>
internal sealed class SnakeCaseConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>The serializer of reports, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(SnakeCaseConverter<ReportedHealth>), typeof(SnakeCaseConverter<StatusCode>), typeof(SnakeCaseConverter<WatchState>),
        typeof(SnakeCaseConverter<EventKind>), typeof(SnakeCaseConverter<SyncState>), typeof(SnakeCaseConverter<SyncRole>),
        typeof(SnakeCaseConverter<ServiceRole>), typeof(SnakeCaseConverter<AnnounceState>),
    ])]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(AliveReport))]
[JsonSerializable(typeof(EventsReport))]
[JsonSerializable(typeof(ServersReport))]
[JsonSerializable(typeof(ChangeReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
