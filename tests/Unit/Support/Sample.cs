using System.Net;
using Ldirectord.Checks;
using Ldirectord.Cli;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Support;

/// <summary>Configurations and invocations as the tests of commands need them.</summary>
internal static class Sample
{
    public static IPEndPoint EndPoint(int last, int port = 80) => new(new IPAddress([10, 0, 0, (byte)last]), port);

    public static RealServer Real(int last, Check check) =>
        new(EndPoint(last), new Destination(EndPoint(last), ForwardingMethod.Masq, 1), check);

    public static VirtualService Virtual(params RealServer[] servers) => Configs.Virtual("10.0.0.1:80", [.. servers]);

    public static DirectorConfig Config(params VirtualService[] services) =>
        Configs.Of([.. services]) with { Path = "/etc/ha.d/web.cf" };

    /// <summary>What a command prints is gathered in its writers.</summary>
    public static CommandContext Invoke(CommandLine line, DirectorConfig config, string folder) =>
        new(line, new InstanceFiles("web.cf", line.DryRun, folder), config, new StringWriter(), new StringWriter());
}
