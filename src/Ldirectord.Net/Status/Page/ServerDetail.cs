using System.Net;
using System.Text.Json;

namespace Ldirectord.Status;

/// <summary>What the page of one server shows.</summary>
/// <param name="Status">Of the page.</param>
/// <param name="Server">As it was asked for: HOST or HOST:PORT.</param>
/// <param name="Entries">One for each service that it is in; empty if there is none.</param>
/// <param name="Error">Why there is none; otherwise null.</param>
internal sealed record ServerDetail(
    int Status, string Server, PageDirector Director, IReadOnlyList<ServerDetailReport> Entries, string? Error)
{
    /// <param name="service">The only service; "" for all.</param>
    public static async Task<ServerDetail> ReadAsync(PageSource source, string server, string service, CancellationToken ct)
    {
        var director = await source.ReadAsync(ct).ConfigureAwait(false);
        if (director.Report is null)
            return new ServerDetail((int)HttpStatusCode.BadGateway, server, director, [], director.Error);
        var resource = $"/api/v1/servers/{Uri.EscapeDataString(server)}"
            + (service.Length > 0 ? $"?virtual={Uri.EscapeDataString(service)}" : "");
        try
        {
            var (status, body) = await source.GetAsync(resource, ct).ConfigureAwait(false);
            if (status != (int)HttpStatusCode.OK)
                return new ServerDetail(status, server, director, [], $"{director.Name} knows no such server");
            var found = JsonSerializer.Deserialize(body, ReportJson.Default.ServersReport)?.Servers ?? [];
            return new ServerDetail(status, server, director, found, null);
        }
        catch (Exception e) when (e is IOException or JsonException or HttpRequestException or TimeoutException)
        {
            return new ServerDetail((int)HttpStatusCode.BadGateway, server, director, [], e.Message);
        }
    }

    /// <summary>The service and the server of an entry in the director's report; null if they have gone since.</summary>
    public (ServiceReport Service, ServerReport Server)? Find(ServerDetailReport entry) =>
        Director.Report?.Services.FirstOrDefault(service => service.Virtual == entry.Virtual) is { } service
        && service.Servers.FirstOrDefault(server => server.Real == entry.Real) is { } server
            ? (service, server)
            : null;
}
