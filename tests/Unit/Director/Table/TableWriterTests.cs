using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public class TableWriterTests
{
    private const int Services = 20;

    private readonly Witness _ipvs = new();
    private readonly Dictionary<ServiceId, VirtualService> _services =
        Enumerable.Range(1, Services).Select(n => Virtual($"10.0.0.{n}:80", Real($"10.1.0.{n}:80"))).ToDictionary(service => service.Id);

    [Fact]
    public void WhenMuchIsDue_TheFirstServicesAreWrittenBeforeTheOthersAreRead()
    {
        Write(now: null);
        Assert.Equal(["read 8 services", "write 8", "read the table", "write 12"], _ipvs.Seen.Take(4));
    }

    [Fact]
    public void WhatWasReadJustNow_IsWrittenFirst()
    {
        Write(now: new TableReading([.. _services.Keys.TakeLast(2)], []));
        Assert.Equal(["write 2", "read the table", "write 18"], _ipvs.Seen.Take(3));
    }

    private void Write(TableReading? now)
    {
        var time = new ManualTime();
        var writer = new TableWriter(_ipvs, () => KernelSettings.Unknown, _ => { }, (_, _) => { },
            new TableStatistics(), new RecordingLog(), time);
        var book = new ServerRegistry();
        book.Change(ConfigDelta.Between(new Dictionary<ServiceId, VirtualService>(), _services), [], time.GetUtcNow());
        foreach (var id in _services.Keys)
            writer.Mark(id, WriteScope.Whole);

        Assert.Equal(Outstanding.Nothing, writer.Write(_services, book, Of([.. _services.Values]), now));
        Assert.Equal(Services, _ipvs.Read().Services.Length);
    }

    /// <summary>A table that tells in which order it was used.</summary>
    private sealed class Witness : IIpvs
    {
        private readonly InMemoryIpvs _table = new();

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
