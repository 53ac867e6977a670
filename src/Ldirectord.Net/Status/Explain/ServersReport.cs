using System.Text.Json;

namespace Ldirectord.Status;

/// <summary>Why real servers are as they are: one entry for each virtual service that a server is in.</summary>
internal sealed record ServersReport(IReadOnlyList<ServerDetailReport> Servers)
{
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.ServersReport);
}
