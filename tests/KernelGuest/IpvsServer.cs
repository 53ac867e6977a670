
using Ldirectord.Ipvs;

namespace Ldirectord.KernelGuest;

/// <summary>The netlink client, driven from outside.</summary>
internal static class IpvsServer
{
    public static int Print()
    {
        try
        {
            Console.Write(IpvsadmFormat.Save(NetlinkIpvs.Open().Read()));
            return 0;
        }
        catch (IpvsException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    public static int Run(string pipe)
    {
        var ipvs = NetlinkIpvs.Open();
        ControlPipe.Serve(pipe, path =>
        {
            IpvsWire.Write(path + ".answer", Answer(ipvs, IpvsWire.Read<IpvsRequestFile>(path)));
            return "ok";
        });
        return 0;
    }

    private static IpvsAnswerFile Answer(NetlinkIpvs ipvs, IpvsRequestFile request)
    {
        try
        {
            if (request.Operations is { } operations)
                return new IpvsAnswerFile([.. ipvs.Apply(operations)], null, null);
            var entries = request.Services is { } ids ? ipvs.Read(ids) : ipvs.Read().Services;
            return new IpvsAnswerFile(null, [.. entries.Select(WireEntry.From)], null);
        }
        catch (IpvsException e)
        {
            return new IpvsAnswerFile(null, null, e.Message);
        }
    }
}
