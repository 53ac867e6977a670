using Ldirectord.Status;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

/// <summary>What a console sees of a director: HTTP on a Unix socket.</summary>
internal sealed class FakeDirector : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public FakeDirector(string socket, params ReadOnlySpan<HttpResource> resources)
    {
        var server = new HttpServer(new UnixListener(socket), new HttpRoutes([.. resources]));
        server.Listen();
        _running = server.RunAsync(_stopping.Token);
        Address = new DirectorAddress(Path.GetFileNameWithoutExtension(socket), socket, null);
    }

    public DirectorAddress Address { get; }

    public static HttpResource Text(string path, string type, string text) =>
        new("GET", path, (_, _) => Task.FromResult(HttpAnswer.Text(type, text)));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(20));
        _stopping.Dispose();
    }
}
