using Ldirectord.Checks;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>Health and status code of each server in a snapshot.</summary>
public sealed class SnapshotCodeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EachServer_HasTheCodeOfItsLastProbe_OrOfItsState()
    {
        var dead = new Backend();
        dead.Die();
        _folder.Write("10.0.1.4", "");
        await using var director = new RunningDirector(Of(
            Virtual(
                "10.0.0.1:80",
                Real("10.0.1.1:80"),
                Real("10.0.1.2:80", dead),
                Real("10.0.1.3:80", new Backend { Hangs = true }),
                Real("10.0.1.4:80")) with
            { Fallback = Destination("10.0.9.9:80") },
            Virtual("10.0.0.2:80", Real("10.0.1.1:80")) with { IsOff = true }) with
        { MaintenanceDirectory = _folder.FullName });
        var expected = string.Join('\n',
            "10.0.1.1:80 up response_ok",
            "10.0.1.2:80 down connect_refused",
            "10.0.1.3:80 unknown not_checked",
            "10.0.1.4:80 maintenance maintenance",
            "10.0.9.9:80 fallback fallback",
            "10.0.1.1:80 off off");
        await Eventually.EqualAsync(expected, () => Shown(director));
    }

    private static string Shown(RunningDirector director) => string.Join(
        '\n',
        director.SnapshotAsync().WaitAsync(Probing.Ample).GetAwaiter().GetResult().Services
            .SelectMany(service => service.Servers)
            .Select(server => $"{server.EndPoint} {server.Health.ToString().ToLowerInvariant()} {server.Code.Name()}"));
}
