using System.Collections.Immutable;
using System.Net;
using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>Why servers are as they are: GET /api/v1/servers/HOST[:PORT].</summary>
/// <param name="snapshot">Asks the director.</param>
internal sealed class ServerResources(Func<CancellationToken, Task<DirectorSnapshot>> snapshot, TimeProvider time)
{
    /// <summary>Servers in an answer at most: a host may be in many services.</summary>
    public const int MaximumServers = 100;

    /// <summary>Servers named in an error.</summary>
    private const int Named = 10;

    private const string Root = "/api/v1/servers/";

    public ImmutableArray<HttpResource> All =>
    [
        new("GET", $"{Root}*", AnswerAsync) { Parameters = new HashSet<string> { "virtual" } },
    ];

    private async Task<HttpAnswer> AnswerAsync(HttpQuestion question, CancellationToken ct)
    {
        var text = question.Path[Root.Length..];
        if (!TryParse(text, out var address, out var port))
            return HttpAnswer.Problem(400, "this is no server: expected ADDRESS, ADDRESS:PORT or [IPV6]:PORT");
        var wanted = question.Query.GetValueOrDefault("virtual").ToString();
        var now = await snapshot(ct).ConfigureAwait(false);
        var services = now.Services.Where(service => wanted.Length == 0 || IsNamed(service, wanted)).ToList();
        if (services.Count == 0 && wanted.Length > 0)
            return HttpAnswer.Problem(404, $"there is no such virtual service: there are {Some(now.Services.Select(one => one.Name))}");
        var found = (from service in services
                     from server in service.Servers
                     where server.EndPoint.Address.Equals(address) && (port is null || server.EndPoint.Port == port)
                     select (service, server)).Take(MaximumServers).ToList();
        if (found.Count == 0)
        {
            var known = services.SelectMany(service => service.Servers).Select(server => server.EndPoint.ToString()).Distinct();
            return HttpAnswer.Problem(404, $"there is no such server: there are {Some(known)}");
        }

        // Reads the file, which may be slow.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return HttpAnswer.Json(new ServersReport(
            [.. found.Select(one => ServerDetailReport.Of(now, one.service, one.server, time.GetUtcNow()))]).ToJson());
    }

    /// <summary>"tcp:10.0.0.1:80", or without the protocol: "10.0.0.1:80", "1".</summary>
    private static bool IsNamed(ServiceSnapshot service, string name) =>
        service.Name == name || service.Name[(service.Name.IndexOf(':', StringComparison.Ordinal) + 1)..] == name;

    private static string Some(IEnumerable<string> names)
    {
        var all = names.ToList();
        var more = all.Count > Named ? $" and {all.Count - Named} more" : "";
        return all.Count == 0 ? "none" : $"{string.Join(", ", all.Take(Named))}{more}";
    }

    private static bool TryParse(string text, out IPAddress? address, out int? port)
    {
        port = null;
        // An IPv6 address without brackets has no port, and 10.1 is no address that anybody means.
        var isAlone = text.EndsWith(']') || (!text.StartsWith('[') && (text.Count(c => c == ':') > 1 || text.Count(c => c == '.') == 3));
        if (isAlone && IPAddress.TryParse(text, out address))
            return true;
        address = null;
        if (!IPEndPoint.TryParse(text, out var endPoint) || text.LastIndexOf(':') < text.LastIndexOf('.'))
            return false;
        (address, port) = (endPoint.Address, endPoint.Port);
        return true;
    }
}
