using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ldirectord.Status;

/// <summary>What is another than it was a second ago (GET /api/v1/stream). What did not change is not there.</summary>
/// <param name="Services">New or changed virtual services by name; their fields, without the servers.</param>
/// <param name="Servers">New or changed servers by virtual service and by address.</param>
/// <param name="Removed">What is no longer there.</param>
/// <param name="Top">Those fields of the report itself that changed, without services; not there if none did.</param>
internal sealed record ChangeReport(
    IReadOnlyDictionary<string, JsonObject> Services,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, ServerReport>> Servers,
    RemovedReport Removed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonObject? Top = null);
