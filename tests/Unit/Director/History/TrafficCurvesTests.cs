using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Director;

public sealed class TrafficCurvesTests : IDisposable
{
    private static readonly Service s_service = new(ServiceId.Tcp(Sample.EndPoint(1)), "wrr");

    private readonly ManualTime _time = new();
    private readonly TrafficCurves _curves;
    private ulong? _connections = 100;
    private int _reads;

    public TrafficCurvesTests()
    {
        _curves = new TrafficCurves(Read, _time);
        _curves.Start();
        _time.Advance(TimeSpan.FromSeconds(2));
    }

    public void Dispose() => _curves.Dispose();

    [Fact]
    public void Step_IsAMultipleOfTheKernelsTwoSeconds() => Assert.Equal(0, TrafficCurves.Step.TotalSeconds % 2);

    [Fact]
    public void Counters_AreShownAsRates()
    {
        Assert.Empty(_curves.Of(s_service.Id));
        Step(150);
        Step(151);
        Assert.Equal([5, 0.1], _curves.Of(s_service.Id));
        Assert.Empty(_curves.Of(ServiceId.Tcp(Sample.EndPoint(9))));
    }

    [Fact]
    public void CountersThatBeginAgain_AreNotNegative()
    {
        Step(30);
        Assert.Equal([3], _curves.Of(s_service.Id));
    }

    [Fact]
    public void TenMinutes_AreKept()
    {
        for (var i = 1; i <= 70; i++)
            Step(100 + (ulong)(10 * i));
        Assert.Equal(60, _curves.Of(s_service.Id).Length);
        Assert.Equal(71, _reads);
    }

    [Fact]
    public void KernelThatDoesNotAnswer_MakesALongerStep()
    {
        Step(null);
        Step(300);
        Assert.Equal([10], _curves.Of(s_service.Id));
    }

    private void Step(ulong? connections)
    {
        _connections = connections;
        _time.Advance(TrafficCurves.Step);
    }

    private List<ServiceEntry> Read()
    {
        _reads++;
        return _connections is { } connections
            ? [new ServiceEntry(s_service, [], default(TrafficStatistics) with { Connections = connections })]
            : throw new IpvsException("out of reach");
    }
}
