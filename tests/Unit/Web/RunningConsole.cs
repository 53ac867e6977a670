using System.Net;
using Ldirectord.Status;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

/// <summary>A console of this process, on a port of loopback.</summary>
internal sealed class RunningConsole : IAsyncDisposable
{
    private readonly DirectorSet _directors;
    private readonly ConsoleMetrics _metrics;
    private readonly ConsoleServer _server;

    private RunningConsole(TlsFiles? tls, DirectorSet directors)
    {
        _directors = directors;
        _metrics = new ConsoleMetrics(directors);
        var routes = new HttpRoutes(new ConsoleResources(directors, _metrics, new RequestGuard([])).All);
        Client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    Subject = certificate?.Subject ?? "";
                    return Subject.Length > 0;
                },
            },
            PooledConnectionLifetime = TimeSpan.Zero,
        });
        _server = new ConsoleServer(routes, tls is null ? null : new TlsCertificate(tls, Log.Add), Idle);
    }

    public IdleWatch Idle { get; } = new(Timeout.InfiniteTimeSpan, TimeProvider.System);

    public List<string> Log { get; } = [];

    /// <summary>Of the certificate that the console showed last.</summary>
    public string Subject { get; private set; } = "";

    public HttpClient Client { get; }

    public IPEndPoint EndPoint => IPEndPoint.Parse(new Uri(_server.Addresses.Single()).Authority);

    public static Task<RunningConsole> StartAsync(params DirectorAddress[] directors) =>
        StartAsync(null, new DirectorSet([.. directors]));

    public static async Task<RunningConsole> StartAsync(TlsFiles? tls, DirectorSet directors)
    {
        var console = new RunningConsole(tls, directors);
        await console._server.StartAsync([new IPEndPoint(IPAddress.Loopback, 0)], [], TestContext.Current.CancellationToken);
        console.Client.BaseAddress = new Uri($"{(tls is null ? "http" : "https")}://{console.EndPoint}");
        return console;
    }

    public async Task<(int Status, string Body)> GetAsync(string resource)
    {
        using var answer = await Client.GetAsync(new Uri(resource, UriKind.Relative));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.StopAsync();
        _server.Dispose();
        _metrics.Dispose();
        _directors.Dispose();
        Idle.Dispose();
    }
}
