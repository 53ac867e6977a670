using System.Diagnostics;
using System.Globalization;
using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Bench;

/// <summary>
/// In the guest: looks at one server of the kernel's table every ten milliseconds and prints each new weight, with seconds since the boot.
/// </summary>
internal static class WeightWatch
{
    public static void Run(string service, string server)
    {
        var (ipvs, id, target) = (NetlinkIpvs.Open(), ServiceId.Tcp(new IPEndPoint(IPAddress.Parse(service), 80)),
            IPEndPoint.Parse(server));
        for (var before = -1; ; Thread.Sleep(10))
        {
            var weight = ipvs.Read([id])
                .SingleOrDefault()?.Destinations.FirstOrDefault(entry => entry.Destination.EndPoint.Equals(target))?.Destination.Weight
                ?? -1;
            if (weight != before)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency:0.000} {weight}"));
            before = weight;
        }
    }
}
