namespace Ldirectord.RealServers.Support;

/// <summary>redis-server, which answers a line with a line.</summary>
public class Redis : RealServer
{
    public int Port => Ports[0];

    protected override (string Program, string Package) Software => ("redis-server", "redis-server");

    protected override IEnumerable<string> Configure() =>
        ["--bind", "127.0.0.1", "::1", "--port", $"{Port}", "--save", "", "--appendonly", "no", "--dir", Folder.FullName, "--logfile",
            "redis.log"];
}

/// <summary>redis-server that asks for a password first.</summary>
public sealed class LockedRedis : Redis
{
    protected override IEnumerable<string> Configure() => [.. base.Configure(), "--requirepass", "secret"];
}
