using Ldirectord.Checks;

namespace Ldirectord.Tests.Support;

/// <summary>An agent on loopback that says what the test wants, or nothing.</summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    private readonly ScriptedServer _server;
    private volatile string? _line;

    public FakeAgent(string? line)
    {
        _line = line;
        _server = new ScriptedServer(peer => _line is { } said ? peer.SendAsync($"{said}\n") : Task.CompletedTask);
    }

    public AgentCheck Check => new(_server.EndPoint, Configs.CheckTimeout, "");

    public int Questions => _server.Connections;

    /// <summary>From now on it says this; null for no answer.</summary>
    public void Say(string? line) => _line = line;

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
