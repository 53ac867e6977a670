namespace Ldirectord.RealServers.Support;

/// <summary>tinyproxy, on loopback, open to everyone there.</summary>
public sealed class Tinyproxy : RealServer
{
    public int Port => Ports[0];

    protected override (string Program, string Package) Software => ("tinyproxy", "tinyproxy");

    protected override IEnumerable<string> Configure() =>
    [
        "-d",
        "-c",
        Write("tinyproxy.conf", $"""
            Port {Port}
            Listen 127.0.0.1
            Listen ::1
            Timeout 600
            MaxClients 20
            LogLevel Critical
            Filter "{Write("filter", "forbidden.example.test\n")}"
            """),
    ];
}
