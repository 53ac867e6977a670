using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ldirectord.Daemon;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>explain HOST[:PORT]: why a server is as it is, in every service that it is in.</summary>
internal static class ExplainCommand
{
    public static async Task<int> RunAsync(CommandContext run)
    {
        var name = run.Line.Arguments[0];
        if (await ResolveAsync(name).ConfigureAwait(false) is not { } server)
        {
            run.Error.WriteLine($"no address is known for {Printable.Of(name)}: expected ADDRESS[:PORT] or a host's name");
            return ExitCode.Failed;
        }

        var query = run.Line.Virtual is { } service ? $"?virtual={Uri.EscapeDataString(service)}" : "";
        var (code, body) = await DaemonAnswer.GetAsync(run, $"/api/v1/servers/{Uri.EscapeDataString(server)}{query}").ConfigureAwait(false);
        if (body is null)
            return code;
        if (run.Line.Json)
        {
            run.Out.WriteLine(Encoding.UTF8.GetString(body));
            return ExitCode.Ok;
        }

        try
        {
            if (JsonSerializer.Deserialize(body, ReportJson.Default.ServersReport) is { } report)
                run.Out.Write(ExplainText.Of(report));
            return ExitCode.Ok;
        }
        catch (JsonException)
        {
            run.Error.WriteLine("the answer explains no server: is the daemon of another version?");
            return ExitCode.Failed;
        }
    }

    /// <summary>The first address of a host name, with the port as typed; null if the name has no address.</summary>
    private static async Task<string?> ResolveAsync(string server)
    {
        if (IPAddress.TryParse(server, out _) || IPEndPoint.TryParse(server, out _))
            return server;
        var colon = server.LastIndexOf(':');
        var (host, port) = colon > 0 ? (server[..colon], server[colon..]) : (server, "");
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host).ConfigureAwait(false);
            return addresses is not [var address, ..] ? null
                : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]{port}" : $"{address}{port}";
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return null;
        }
    }
}
