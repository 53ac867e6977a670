using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public class TableWriterTests
{
    private const int Services = 20;

    [Fact]
    public void WhenMuchIsDue_TheFirstServicesAreWrittenBeforeTheOthersAreRead()
    {
        var config = Of([.. Enumerable.Range(1, Services).Select(n => Virtual($"10.0.0.{n}:80", Real($"10.1.0.{n}:80")))]);
        var ipvs = new Witness();
        var time = new ManualTime();
        var writer = new TableWriter(ipvs, _ => { }, new RecordingLog(), time);
        var services = config.VirtualServices.ToDictionary(service => service.Id);
        var book = new ServerBook();
        book.Change(ServiceChange.Between(new Dictionary<ServiceId, VirtualService>(), services), [], time.GetUtcNow());
        foreach (var service in config.VirtualServices)
            writer.Mark(service.Id, WriteScope.Whole);

        var left = writer.Write(services, book, readdQuiescent: false);

        Assert.Equal(Outstanding.Nothing, left);
        Assert.Equal(["read 8 services", "write 8", "read the table", "write 12"], ipvs.Seen.Take(4));
        Assert.Equal(Services, ipvs.Read().Services.Length);
    }

    /// <summary>A table that tells in which order it was used.</summary>
    private sealed class Witness : IIpvs
    {
        private readonly DryRunIpvs _table = new();

        public List<string> Seen { get; } = [];

        public IpvsTable Read()
        {
            Seen.Add("read the table");
            return _table.Read();
        }

        public IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids)
        {
            Seen.Add($"read {ids.Count} services");
            return _table.Read(ids);
        }

        public IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations)
        {
            Seen.Add($"write {operations.Count}");
            return _table.Apply(operations);
        }
    }
}
